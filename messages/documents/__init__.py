"""The documents that the assistant fills in and hands over (METHOD section 6), a module each.

One model of a document, two renderings: blocks for Slack, Markdown to copy.
"""
