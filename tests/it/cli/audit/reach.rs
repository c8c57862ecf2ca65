//! How far an audit goes, and that it says so.
