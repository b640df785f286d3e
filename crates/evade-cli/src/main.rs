//! The program `evade`: arguments, wiring, threads, progress, logs, exit codes.
#![allow(clippy::print_stderr, clippy::exit)] // the one place that talks to the terminal and ends the process

mod args;
mod builtin;
mod causes;
mod cohort;
mod commands;
mod console;
mod expression;
mod failure;
mod gather;
mod genome;
mod hla_files;
mod inputs;
mod listing;
mod manifest;
mod output;
mod overwrite;
mod part;
mod plan;
mod rerun;
mod result_folder;
mod results;
mod scale;
mod signals;
mod simulate;
mod tables;
mod tmb;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::console::Console;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let console = Console::new(&arguments.global);
    signals::install();
    std::panic::set_hook(Box::new(|panic| {
        // Damaged Parquet makes its decoder panic, which the reader catches and reports as an error of the file.
        if panic.location().is_some_and(|at| at.file().contains("/parquet-")) {
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
            evade_stream::remove_unfinished();
            console.error("the program stopped on an internal error; hint: please report the line above");
            ExitCode::from(failure::RUN_TIME)
        }
        Ok(Err(error)) => {
            evade_stream::remove_unfinished();
            if failure::is_closed_pipe(&error) {
                return ExitCode::SUCCESS;
            }
            match failure::input_fault(&error) {
                Some(kind) => console.input_error(kind, &failure::message(&error)),
                None => console.error(&failure::message(&error)),
            }
            ExitCode::from(failure::exit_code(&error))
        }
    }
}

fn run(arguments: &Arguments, console: &Console) -> anyhow::Result<u8> {
    let threads = arguments.global.n_threads();
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    match &arguments.command {
        Command::Check(options) => commands::check::run(options, console),
        Command::Run(options) => commands::run::run(options, threads, console),
        Command::Variants(options) => commands::variants::run(options, threads, console),
        Command::Hla(options) => commands::hla::run(options, threads, console),
        Command::Sheet(options) => commands::sheet::run(options, console),
        Command::Score(options) => commands::score::run(options, console),
        Command::Diff(options) => commands::diff::run(options, console),
        Command::Schema(options) => commands::schema::run(options),
        Command::Merge(options) => commands::merge::run(options, threads, console),
        Command::Phenotype(options) => commands::phenotype::run(options, console),
        Command::Split(options) => commands::split::run(options, console),
        Command::Reference(command) => commands::reference::run(command, console),
        Command::Simulate(options) => commands::simulate::run(options, console),
        Command::Signatures(command) => commands::signatures::run(command, console),
    }
}
