"""The words of captions: ways to say each value of each attribute."""

from __future__ import annotations

SUBJECT = {
    "windmill": ["windmill", "old windmill", "old-fashioned windmill", "wooden windmill", "dutch windmill", "ancient windmill", "rustic windmill", "windmill", "stone windmill",
                 "old mill", "traditional windmill"],
    "house": ["house", "cottage", "little house", "small cottage", "farmhouse", "cabin", "cosy cottage", "hut", "home", "country house", "cozy house"],
    "lighthouse": ["lighthouse", "striped lighthouse", "tall lighthouse", "old lighthouse", "lonely lighthouse", "lighthouse", "beacon"],
    "sailboat": ["sailboat", "sailing boat", "boat", "little sailboat", "yacht", "sailing ship", "ship", "sailboat"],
    "tree": ["tree", "lone tree", "big tree", "old tree", "single tree", "oak tree", "leafy tree", "lonely tree"],
    "pines": ["pine trees", "pines", "three pine trees", "fir trees", "a group of pine trees", "evergreen trees", "a small pine forest", "christmas trees"],
    "balloon": ["hot-air balloon", "hot air balloon", "balloon", "striped balloon", "hot-air balloon floating in the sky", "balloon drifting by"],
    "palm": ["palm tree", "palm", "coconut palm", "tall palm tree", "tropical palm tree", "lone palm tree"],
    "campfire": ["campfire", "bonfire", "fire", "burning campfire", "crackling fire", "camp fire"],
    "lanterns": ["paper lanterns", "sky lanterns", "floating lanterns", "glowing lanterns", "lanterns in the sky", "lanterns", "chinese lanterns"],
    "birds": ["birds", "three birds", "flying birds", "a flock of birds", "birds in flight", "birds in the sky"],
    "sheep": ["sheep", "woolly sheep", "fluffy sheep", "lamb", "farm sheep"],
    "cat": ["cat", "kitten", "sitting cat", "cute cat", "little cat", "pet cat"],
    "rabbit": ["rabbit", "bunny", "little rabbit", "hare", "cute bunny"],
    "duck": ["duck", "duckling", "little duck", "swimming duck", "duck on the water"],
    "person": ["person", "woman", "man", "girl", "boy", "child", "traveller", "walker"],
    "snowman": ["snowman", "smiling snowman", "snowman with a hat", "round snowman", "jolly snowman"],
    "splash": ["splash of paint", "splashing paint", "paint splatter", "paint splash", "burst of paint", "blot of paint"],
}
COLOUR = {
    "windmill": {"brown": ["brown", "brown wooden", "dark wooden"], "white": ["white"], "red": ["red", "red brick"]},
    "tree": {"green": ["green"], "orange": ["autumn", "orange", "golden autumn"], "pink": ["pink", "blossoming cherry", "pink cherry blossom"]},
    "cat": {"orange": ["orange", "ginger"], "grey": ["grey", "gray"]}, "rabbit": {"grey": ["grey", "gray"]}, "lanterns": {"yellow": ["yellow", "golden"]},
    "birds": {"white": ["white"], "black": ["black"], "blue": ["blue"]},
}
KIN = {"birds": {"white": ["seagulls", "gulls"], "black": ["crows", "ravens"], "blue": ["bluebirds"]}}  # a name that says the colour too
WITH = {  # how a subject carries its colour, where it is not the subject itself that has it
    "house": ["with a {} roof", "with {} roof", "with {} tiles on the roof"], "sailboat": ["with a {} sail", "with {} sails"],
    "person": ["in a {} coat", "wearing a {} coat", "dressed in {}", "in {}"], "snowman": ["with a {} scarf", "wearing a {} scarf"],
}
PLURAL = ("pines", "lanterns", "birds")
PLAIN = ("pines", "palm", "campfire")  # one colour only, and it goes without saying
GROUND = {
    "meadow": ["on a green meadow", "in a meadow", "on a green hill", "in a grassy field", "on the grass", "in green fields", "in the countryside", "on a grassy hill"],
    "sea": ["by the sea", "on the sea", "on the ocean", "by the ocean", "over the sea", "with waves", "in the sea", "near the water", "at the coast", "over blue water"],
    "desert": ["in the desert", "on sand dunes", "among sand dunes", "in a sandy desert", "on golden sand", "surrounded by sand"],
    "snow": ["in the snow", "in a snowy field", "in winter", "on a snowy hill", "surrounded by snow", "in a snowy landscape", "on snow-covered ground"],
    "paper": ["on white paper", "on paper", "on a white background", "on a canvas", "on a blank page"],
}
FLOWERS = {
    "mixed": ["flowers", "wildflowers", "colourful flowers", "colorful flowers", "wild flowers", "blossoms", "flowers", "blooming flowers"],
    "red": ["red flowers", "poppies", "red poppies", "red blossoms"],
    "yellow": ["yellow flowers", "sunflowers", "golden flowers"],
    "purple": ["purple flowers", "lavender", "violet flowers", "purple lavender"],
}
FIELD = ["surrounded by {}", "in a field of {}", "among {}", "in a meadow of {}", "with {} all around", "with {} in the foreground", "in a flower field of {}", "amid {}", "with {}",
         "encircled by {}", "standing in {}"]
BARE_FIELD = {"mixed": ["in a flower field", "in a flower meadow", "in a blooming meadow"], "red": ["in a poppy field"], "yellow": ["in a sunflower field"], "purple": ["in a lavender field"]}
TIME = {
    "day": ["on a sunny day", "in daylight", "on a bright day", "under a blue sky", "at noon", "on a clear summer day", "bright sunshine", "in the sunshine", "sunny", "blue sky", "daytime", "in summer"],
    "dusk": ["at sunset", "at dusk", "warm dusk light", "golden hour", "in the evening", "warm evening light", "evening glow", "under an orange sky", "at golden hour", "sunset", "with the sun setting",
             "orange and purple sky", "warm sunset light"],
    "dawn": ["at dawn", "at sunrise", "in the early morning", "soft morning light", "under a pastel sky", "in the morning", "pale pink sky", "sunrise", "with the sun rising", "early morning light"],
    "night": ["at night", "under the stars", "under a starry sky", "in the moonlight", "on a starry night", "by moonlight", "at midnight", "night sky full of stars", "moonlit"],
}
DIM_TIME = {  # when no sun and no star is to be seen
    "day": ["in daylight", "daytime", "by day", "during the day"], "dusk": ["at dusk", "in the evening", "at sunset", "at nightfall"],
    "dawn": ["at dawn", "in the early morning", "in the morning", "at sunrise"], "night": ["at night", "in the dark", "at midnight", "on a dark night"],
}
WEATHER = {
    "rain": ["in the rain", "on a rainy day", "rain falling", "while it rains", "rainy weather", "in a downpour", "rainy"],
    "snow": ["in falling snow", "while it snows", "snow falling", "in a snowfall", "snowflakes in the air", "during a snowfall"],
    "fog": ["in the fog", "in thick mist", "on a foggy day", "misty", "in a misty haze", "foggy weather", "with mist in the air"],
    "storm": ["in a storm", "before a storm", "under dark clouds", "in stormy weather", "on a stormy day", "in a thunderstorm", "under a stormy sky", "stormy"],
}
HILLS = {"hills": ["hills in the distance", "distant hills", "with rolling hills behind", "hills on the horizon"],
         "mountains": ["mountains in the background", "snow-capped mountains", "with mountains behind", "in front of mountains", "high mountains in the distance", "below the mountains"]}
CLOUDS = {"clear": ["clear sky", "cloudless sky", "without clouds"], "few": ["a few clouds", "some clouds", "with light clouds"], "many": ["many clouds", "cloudy sky", "clouds drifting by", "with lots of clouds"]}
MOON = {"full": ["full moon", "with a full moon", "big moon"], "crescent": ["crescent moon", "with a crescent moon", "half moon"]}
SIDE = {"left": ["on the left", "to the left", "on the left side"], "middle": ["in the middle", "in the centre", "in the center"], "right": ["on the right", "to the right", "on the right side"]}
BARE = {"meadow": ["a green meadow", "a meadow", "rolling grassland", "green fields"], "sea": ["the sea", "the ocean", "waves on the sea", "a calm sea", "a seascape", "ocean waves"],
        "desert": ["a desert", "sand dunes", "an empty desert", "a sandy desert"], "snow": ["a snowy landscape", "a snow field", "winter landscape", "snow"]}
ACCENTS = {"birds": ["birds in the sky", "with birds flying", "birds overhead"], "fence": ["with a fence", "behind a wooden fence", "a picket fence"], "path": ["with a path", "a path leading to it", "with a winding path"],
           "balloons": ["balloons in the distance", "with hot-air balloons far away"], "boats": ["boats on the horizon", "with small boats in the distance"]}
MEDIUM = ["a picture of", "a beautiful view of", "a peaceful scene of", "image of", "a cinematic shot of", "a scene with", "a view of"]
STYLE_BEFORE = {
    "flat": ["an illustration of", "a flat illustration of", "a vector illustration of", "a drawing of"], "watercolour": ["a watercolour of", "a watercolor painting of", "a watercolour painting of"],
    "oil": ["an oil painting of", "a painting of", "an impressionist painting of"], "pixel": ["pixel art of", "a pixel art picture of", "an 8-bit picture of"],
    "papercut": ["a paper cut of", "a papercut of", "a paper cut-out of"], "ink": ["an ink drawing of", "a pen and ink drawing of", "a sketch of"],
}
STYLE_AFTER = {
    "flat": ["flat illustration", "vector art", "flat style", "illustration"], "watercolour": ["watercolour", "watercolor", "in watercolour", "watercolour style"],
    "oil": ["oil painting", "oil on canvas", "in oils", "thick brush strokes", "impressionist style"], "pixel": ["pixel art", "8-bit", "retro video game style", "pixelated"],
    "papercut": ["paper cut", "papercut style", "layered paper", "made of cut paper"], "ink": ["ink drawing", "pen and ink", "line art", "ink and wash", "sketch style"],
}
QUALITY = ["beautiful", "peaceful", "high quality", "detailed", "dreamy", "cinematic", "calm", "lovely colours", "vivid colors", "serene", "4k"]
CAMERA = {
    "still": ["static camera", "the camera stands still", "fixed shot", "still camera"],
    "pan left": ["the camera pans left", "pan left", "panning to the left"], "pan right": ["the camera pans right", "pan right", "panning to the right"],
    "tilt up": ["the camera tilts up", "tilt up", "looking up"], "tilt down": ["the camera tilts down", "tilt down", "looking down"],
    "zoom in": ["the camera zooms in", "zoom in", "zooming in"], "zoom out": ["the camera zooms out", "zoom out", "zooming out"],
    "roll left": ["the camera rolls left", "roll left"], "roll right": ["the camera rolls right", "roll right"],
    "dolly left": ["the camera moves left", "dolly left", "tracking shot to the left"], "dolly right": ["the camera moves right", "dolly right", "tracking shot to the right"],
    "dolly in": ["the camera moves forward", "dolly in", "moving closer"], "dolly out": ["the camera moves back", "dolly out", "moving away"],
}
CAMERA_SPEED = {"slow": ["slowly", "gently", ""], "fast": ["fast", "quickly", "swiftly"]}
MOTION = {
    "windmill sails": ["the sails turn", "the windmill is turning", "sails spinning", "turning sails"], "clouds": ["clouds drift", "drifting clouds", "clouds move across the sky"],
    "waves": ["waves ripple", "rippling water", "rolling waves"], "grass": ["the grass sways", "swaying grass"], "flowers": ["the flowers sway", "flowers nodding in the wind", "swaying flowers"],
    "crown": ["leaves sway in the wind", "the branches sway", "swaying branches"], "smoke": ["smoke rises from the chimney", "drifting smoke"], "balloon": ["the balloon drifts", "floating along"],
    "fog": ["mist drifts by", "drifting fog"], "sailboat": ["the boat bobs", "the boat rocks on the waves", "sailing along"], "duck": ["the duck swims", "the duck bobs on the water"],
    "birds": ["birds fly", "flapping wings", "birds fly by"], "rain": ["rain falls", "falling rain"], "snow": ["snow falls", "falling snowflakes"],
    "flames": ["flames flicker", "the fire flickers", "flickering flames"], "lanterns": ["the lanterns rise", "rising lanterns", "lanterns float up"],
    "paint": ["paint splashes outwards", "the paint spreads"], "person": ["walking", "someone walks along"], "sheep": ["the sheep walks along", "walking"], "rabbit": ["the rabbit hops", "hopping"],
    "cat tail": ["the cat moves its tail", "a waving tail"],
}
MOTION_SPEED = {"gentle": ["gently", "slowly", "", ""], "strong": ["quickly", "fast", "in a strong wind"]}
