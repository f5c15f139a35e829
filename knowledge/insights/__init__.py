"""Classic machine learning next to the language model: segments, next product, propensity."""
