"""Image to video by latent diffusion: motion module, appearance encoder and ControlNet around the frozen text-to-image UNet."""
