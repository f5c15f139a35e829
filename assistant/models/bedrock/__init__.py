"""Amazon Bedrock: the only room of the core that talks to AWS.

Everything is imported where it is used, so that the embedded default pays for none of it.
"""
