"""Everyday words of prompts that the captions lack: they keep such words to few tokens, nothing more is learned of them."""

EXTRA_WORDS = """
a an the and of in on at with by under over near from into between behind before after above below beside along through around across
photo photograph picture image painting watercolour illustration drawing render scene view shot landscape portrait style art artwork digital oil
anime cartoon realistic photorealistic minimal minimalist flat vector vintage retro cinematic dramatic epic magical mystical fantasy fairy tale storybook
high highly quality detailed detail sharp ultra resolution masterpiece best beautiful pretty lovely wonderful amazing stunning gorgeous calm quiet peaceful
tranquil serene cosy cozy warm cold cool soft bright dark dim vivid vibrant pale pastel colourful colorful glowing golden silver
red orange yellow green blue purple violet pink white black grey gray brown turquoise teal
sky sun moon star stars cloud clouds cloudy rain rainy snow snowy fog foggy mist misty storm stormy thunder lightning rainbow wind windy aurora
morning noon afternoon evening night midnight dawn dusk sunrise sunset twilight day daylight moonlight sunlight starlight light lighting glow shadow shadows
spring summer autumn fall winter season weather
sea ocean lake river stream water waterfall wave waves beach coast shore island cliff cliffs harbour bay pond reflection
mountain mountains hill hills valley forest woods tree trees pine pines oak palm birch willow meadow field fields grass flower flowers rose roses tulip tulips
poppy poppies lavender sunflower sunflowers daisy daisies garden park farm village town city street road path bridge desert sand dune dunes cactus snowfield
house cottage cabin hut barn castle tower church windmill lighthouse mill boat sailboat ship yacht balloon airship train car bicycle fence door window roof
person man woman boy girl child people dog cat horse cow sheep bird birds fish dragon robot
flying floating drifting sailing standing blowing moving spinning turning shining falling rising setting blooming
large big huge small little tiny tall old ancient new modern wooden stone striped lonely lone single two three many few
""".split()
