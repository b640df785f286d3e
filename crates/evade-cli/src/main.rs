//! The program `evade`: a door to the library of this name. Arguments, console, threads, signals, exit codes.
#![allow(clippy::print_stderr, clippy::exit)] // the one place that talks to the terminal and ends the process

mod args;
mod commands;
mod console;
mod signals;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use evade::{Error, ErrorKind};

use crate::args::Arguments;
use crate::console::Console;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(&arguments.global);
    signals::install();
    std::panic::set_hook(Box::new(|panic| {
        // Damaged Parquet and BCF make their decoders panic, which the readers catch and report as errors of the file.
        let decoders = ["/parquet-", "/noodles-"];
        if panic.location().is_some_and(|at| decoders.iter().any(|name| at.file().contains(name))) {
            return;
        }
        // A sample that panics is caught, listed as failed and the others go on; this line is for the log.
        let place = panic.location().map_or(String::new(), |at| format!(" at {}:{}", at.file(), at.line()));
        let payload = panic.payload();
        let what = payload.downcast_ref::<&str>().copied();
        let what = what.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        let what = what.replace('\n', " ");
        eprintln!("evade: internal error{place}: {what}");
    }));
    match catch_unwind(AssertUnwindSafe(|| run(&arguments, &console))) {
        Ok(Ok(code)) => ExitCode::from(code),
        Err(_) => {
            evade::remove_unfinished();
            console.error("the program stopped on an internal error; hint: please report the line above");
            ExitCode::from(ErrorKind::RunTime.exit_code())
        }
        Ok(Err(error)) => {
            evade::remove_unfinished();
            if error.is_closed_pipe() {
                return ExitCode::SUCCESS;
            }
            match error.input_fault() {
                Some(kind) => console.input_error(kind, &error.message()),
                None => console.error(&error.message()),
            }
            ExitCode::from(error.kind().exit_code())
        }
    }
}

fn run(arguments: &Arguments, console: &Console) -> Result<u8, Error> {
    let threads = arguments.global.n_threads();
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(std::io::Error::other)?;
    Ok(commands::carry_out(&arguments.command, console)?.exit_code())
}
