"""The forms of the pages. Their rules are the serializers of the API."""
