//! Searching real texts in the languages in which people wrote them.

use adr_sign::log::decision::Decision;
use adr_sign::log::search::{Query, search};
use adr_sign::record::id::Number;
use adr_sign::record::layout::Folder;
use adr_sign::record::prose::{Line, Prose};
use adr_sign::record::text::Text;

use super::{files, folder};

/// Every decision of a corpus: its first heading as the title, all of it as the context.
fn decisions(corpus: &str) -> Vec<Decision> {
    let files = files(&folder(corpus));
    let is_record = |path: &str| {
        std::path::Path::new(path)
            .extension()
            .is_some_and(|it| it == "md")
    };
    let records = files.iter().filter(|(path, _)| is_record(path));
    records
        .zip(1..)
        .filter_map(|((_, bytes), number)| {
            let written = String::from_utf8_lossy(bytes)
                .replace('\r', "")
                .replace('\t', "    ");
            // Front matter has comments that look like headings.
            let body = match written.strip_prefix("---\n") {
                Some(matter) => matter.split_once("\n---\n")?.1,
                None => &written,
            };
            let title = body.lines().find_map(|line| line.strip_prefix("# "))?;
            let mut decision = Decision::new(Folder {
                number: Number(number),
                slug: None,
            });
            decision.draft = Some(Text {
                title: Line::new(title.trim()).ok()?,
                context: Prose::new(&written).ok(),
                ..Text::new(
                    "01jdxk3v8q5t9w2m7r4c6y1zab".parse().unwrap(),
                    Line::new("-").unwrap(),
                )
            });
            Some(decision)
        })
        .collect()
}

/// The titles that a search finds, the best first.
fn found(decisions: &[Decision], query: &str) -> Vec<String> {
    let all: Vec<&Decision> = decisions.iter().collect();
    let query = Query::new(query, Vec::new()).expect("words");
    let title = |decision: &Decision| decision.text().expect("a text").title.to_string();
    search(&all, &query)
        .iter()
        .map(|one| title(all[one.index]))
        .collect()
}

#[track_caller]
fn assert_first(decisions: &[Decision], query: &str, title: &str) {
    let found = found(decisions, query);
    let first = found.first().map_or("", String::as_str);
    assert!(first.contains(title), "{query}: {found:?}");
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn german_is_found_with_and_without_umlauts_and_inside_compounds() {
    let german = decisions("cap-fiori-de");
    assert_eq!(german.len(), 21);
    for (query, title) in [
        ("Repository typsicher für", "Repository-Pattern"),
        ("repository typsicheren fur", "Repository-Pattern"),
        ("EINTRÄGE Herkunft", "Source-Feld"),
        ("eintrage herkunft", "Source-Feld"),
        ("Dokumentanhänge", "Attachments Plugin"),
        ("dokumentanhange", "Attachments Plugin"),
        ("anhange", "Attachments Plugin"),
        ("Zeitberechnung", "Zentralisierte Zeitberechnung"),
        (
            "Authentifizierung produktiv",
            "Produktive Authentifizierung",
        ),
        ("feiertage", "Holiday API"),
        ("strukturiertes logging", "Strukturiertes Logging"),
        ("teststrategie jest", "Test-Strategie"),
    ] {
        assert_first(&german, query, title);
    }
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn chinese_is_found_by_words_of_two_characters() {
    let chinese = decisions("phodal-zh");
    assert_eq!(chinese.len(), 24);
    for (query, title) in [
        ("目录", "添加目录生成"),
        ("单元测试", "编写完整的单元测试"),
        ("重构", "重构重复代码"),
        ("色彩", "使用不同色彩"),
        ("语言 更新", "增加更新语言功能"),
        ("模板", "支持自定义模板路径"),
        ("报表 html", "生成 HTML 报表"),
        ("e2e 测试", "添加 E2E 测试"),
        ("导出", "export 功能来导出"),
    ] {
        assert_first(&chinese, query, title);
    }
}

#[test]
#[ignore = "needs ADR_CORPUS"]
fn english_is_ranked_by_what_a_decision_is_about() {
    for (corpus, query, title) in [
        ("govuk-aws", "terraform state", "Terraform"),
        ("govuk-aws", "DNS infrastructure", "DNS"),
        ("jabref", "localization crowdin", "Crowdin"),
        ("semantic-kernel", "agentchat serialization", "`AgentChat`"),
        ("cometbft", "amnesia attack", "Light client amnesia attacks"),
        ("vsekai", "truenas scale gocd", "truescale"),
        ("vsekai", "proxy udp datagrams", "udp datagrams"),
    ] {
        let english = decisions(corpus);
        assert!(english.len() > 20, "{corpus}: {}", english.len());
        assert_first(&english, query, title);
    }
}
