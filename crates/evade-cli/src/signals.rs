//! A polite end when the scheduler asks for it.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// On SIGTERM, SIGINT and SIGHUP removes unfinished files and dies by the signal, so that the shell sees 128 + N.
pub(crate) fn install() {
    let Ok(mut signals) = Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
    std::thread::spawn(move || {
        for signal in &mut signals {
            evade::remove_unfinished();
            // If even that fails the signal is lost; there is nothing better to do.
            let _ = emulate_default_handler(signal);
        }
    });
}
