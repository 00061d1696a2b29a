"""Video to video by latent diffusion: the backbone of image to video, at twice the size, with parts that repair and refine."""
