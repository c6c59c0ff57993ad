//! A list of events.

use crate::mouse::Button;

/// Something that the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Key(char),
    #[cfg(feature = "mouse")]
    Click(Button),
}

/// The events in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Session {
    events: Vec<Event>,
}

impl Session {
    /// Add an event.
    pub fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The keys that were pressed.
    pub fn keys(&self) -> String {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Key(key) => Some(*key),
                #[cfg(feature = "mouse")]
                Event::Click(_) => None,
            })
            .collect()
    }
}
