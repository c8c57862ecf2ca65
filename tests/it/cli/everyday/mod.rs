//! Everyday life: people who are away, come late, forget, or have no push access.

mod inbox;
