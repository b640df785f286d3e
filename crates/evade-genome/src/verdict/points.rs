//! Points of the evidence codes of `ClinGen`, CGC and VICC (Horak 2022, PMID 35101336).

/// Sum of the points of these codes; names that are no codes weigh nothing.
pub(super) fn points_of(codes: &[String]) -> i32 {
    codes.iter().map(|code| points(code)).sum()
}

fn points(code: &str) -> i32 {
    match code {
        "OVS1" => 8,
        "OS1" | "OS2" | "OS3" => 4,
        "OM1" | "OM2" | "OM3" | "OM4" => 2,
        "OP1" | "OP2" | "OP3" | "OP4" => 1,
        "SBVS1" => -8,
        "SBS1" | "SBS2" => -4,
        "SBP1" | "SBP2" => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_add_up() {
        let sum = |codes: &[&str]| points_of(&codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_eq!(sum(&["OVS1", "lof_truncating", "OP4"]), 9);
        assert_eq!(sum(&["OS3", "hotspot_R130"]), 4);
        assert_eq!(sum(&["OM4", "SBVS1"]), -6);
    }
}
