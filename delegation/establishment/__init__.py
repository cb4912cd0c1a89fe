"""Who and what stands ready in an office: people appointed, devices, published procedures, training."""
