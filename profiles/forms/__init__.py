"""The forms of profiles. Their rules are the serializers of the API."""
