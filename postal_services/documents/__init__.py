"""Paper: PDF frames, Vietnamese fonts, codes drawn as vectors, signed codes and their keys."""
