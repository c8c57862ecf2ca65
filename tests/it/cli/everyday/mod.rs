//! Everyday life: people who are away, come late, forget, or have no push access.

mod delegation;
mod inbox;
mod late;
mod outbox;
