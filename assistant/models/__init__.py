"""Chat models: Bedrock in production, a planner without any language model by default."""
