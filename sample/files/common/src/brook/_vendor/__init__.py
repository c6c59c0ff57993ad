"""Third-party components, copied in unchanged; see THIRD_PARTY_NOTICES.md."""
