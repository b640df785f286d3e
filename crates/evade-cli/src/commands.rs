//! From arguments to the library: one arm per command.

use evade::{Monitor, Outcome, Result, knowledge, mechanisms, reference, signatures};

use crate::args::{Command, KnowledgeCommand, ReferenceCommand, RulesCommand, SignaturesCommand};

/// Carries out a command.
pub(crate) fn carry_out(command: &Command, monitor: &dyn Monitor) -> Result<Outcome> {
    match command {
        Command::Run(options) => match options.earlier() {
            Some(earlier) => evade::repeat(&earlier, monitor),
            None => evade::run(&options.settings(), monitor),
        },
        Command::Check(options) => evade::check(&options.settings(), monitor),
        Command::Variants(options) => evade::variants(&options.settings(), monitor),
        Command::Hla(options) => evade::hla(&options.settings(), monitor),
        Command::Compare(options) => evade::compare(&options.settings(), monitor),
        Command::Sheet(options) => evade::sheet(&options.settings(), monitor),
        Command::Score(options) => evade::score(&options.settings(), monitor),
        Command::Phenotype(options) => evade::phenotype(&options.settings(), monitor),
        Command::Merge(options) => evade::merge(&options.settings(), monitor),
        Command::Report(options) => evade::report(&options.settings(), monitor),
        Command::Diff(options) => evade::diff(&options.settings(), monitor),
        Command::Validate(options) => evade::validate(&options.settings(), monitor),
        Command::Split(options) => evade::split(&options.settings(), monitor),
        Command::Schema(options) => done(evade::schema(options.name.as_deref())),
        Command::Simulate(options) => done(match options.pairs() {
            Some(pairs) => evade::simulate_pairs(&pairs, &options.outdir, monitor),
            None => evade::simulate(&options.settings(), &options.outdir, monitor),
        }),
        Command::Reference(command) => done(match command {
            ReferenceCommand::Build(options) => reference::build(&options.settings(), monitor),
            ReferenceCommand::List => reference::list(),
            ReferenceCommand::Show { reference } => reference::show(reference),
        }),
        Command::Knowledge(command) => done(match command {
            KnowledgeCommand::List { kind, print } => knowledge::list(kind, &print.settings()),
            KnowledgeCommand::Show { ids, print } => knowledge::show(ids, &print.settings()),
            KnowledgeCommand::Check { files, report_date } => knowledge::check(files, *report_date, monitor),
        }),
        Command::Rules(command) => done(match command {
            RulesCommand::List => mechanisms::list(),
            RulesCommand::Show { ids } => mechanisms::show(ids),
            RulesCommand::Check { files } => mechanisms::check(files, monitor),
            RulesCommand::Explain { sample, id, mechanisms } => {
                mechanisms::explain(sample, id, mechanisms.as_deref())
            }
        }),
        Command::Signatures(command) => done(match command {
            SignaturesCommand::List => signatures::list(),
            SignaturesCommand::Show { id } => signatures::show(id),
            SignaturesCommand::Check { files } => signatures::check(files, monitor),
            SignaturesCommand::Coverage { matrix, format } => {
                signatures::coverage(matrix, &format.settings_without_unit(), monitor)
            }
            SignaturesCommand::Export { gmt: _, output } => signatures::export_gmt(output),
        }),
    }
}

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Complete)
}
