"""Profiles: what somebody can do."""

from __future__ import annotations

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = "Profiles"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data, reactions
        from foundation import deadlines
        from profiles import personal_data as own_data
        from profiles.search.index import profile_index
        from profiles.search.occupations import names_index, occupations_index
        from profiles.services import erasing, pausing, picture_places, profile
        from search import serving

        reactions.register(
            "profiles",
            reactions.Reaction(
                created=profile.make_profile,
                changed=profile.mirror_account,
                address_saved=profile.take_over_place,
                zone_chosen=pausing.follow_zone,
            ),
        )
        deadlines.register(
            "pictures",
            deadlines.Deadlines(earliest=picture_places.next_due, settle=picture_places.retry_due),
        )
        deadlines.register(
            "pauses", deadlines.Deadlines(earliest=pausing.next_end, settle=pausing.end_due)
        )
        personal_data.register("profiles", export=own_data.export, erase=erasing.erase_profile)
        # The names first: headlines are read by them.
        serving.register("occupation_names", names_index)
        serving.register("occupations", occupations_index)
        serving.register("profiles", profile_index)
