import Testing

@testable import Knowledge

@Suite struct ClaimCheckTests {
    private func verdict(_ pair: ClaimPair) -> ClaimCheck.Verdict {
        let check = ClaimCheck()
        let passage = CitedPassage(text: pair.passage, headings: [], language: nil, analyzer: check.analyzer)
        return check.verdict(pair.claim, on: [passage])
    }

    /// A claim that does not hold and passes is the worse mistake: one in eight at most, of the changed numbers none. Of those
    /// that hold, three in four must pass.
    @Test func tellsWhatAPassageBearsOut() {
        var passed: [ClaimPair.Kind: [Bool: (all: Int, passed: Int)]] = [:]
        var mistakes: [String] = []
        for pair in ClaimPair.all {
            let verdict = verdict(pair)
            var entry = passed[pair.kind, default: [:]][pair.holds] ?? (0, 0)
            entry.all += 1
            if verdict == .borneOut { entry.passed += 1 }
            passed[pair.kind, default: [:]][pair.holds] = entry
            if (verdict == .borneOut) != pair.holds { mistakes.append("\(verdict), \(pair)") }
        }
        func sum(_ holds: Bool) -> (all: Int, passed: Int) {
            passed.values.compactMap { $0[holds] }.reduce((0, 0)) { ($0.0 + $1.all, $0.1 + $1.passed) }
        }
        #expect(ClaimPair.all.count >= 60)
        #expect(sum(true).passed * 4 >= sum(true).all * 3, "\(sum(true)): \(mistakes)")
        #expect(sum(false).passed * 8 <= sum(false).all, "\(sum(false)): \(mistakes)")
        #expect(passed[.otherNumber]?[false]?.passed == 0)
        #expect(passed[.supported]?[true].map { $0.passed == $0.all } == true)
        #expect(passed[.unrelated]?[false]?.passed == 0)
    }

    /// The same of pairs that no rule was made for.
    @Test func tellsItOfOtherSubjectsToo() {
        let (right, wrong) = (ClaimPair.heldBack.filter(\.holds), ClaimPair.heldBack.filter { !$0.holds })
        #expect(right.count { verdict($0) == .borneOut } * 4 >= right.count * 3)
        #expect(wrong.count { verdict($0) == .borneOut } * 8 <= wrong.count)
    }

    @Test func withoutDeniesOnlyWhatStandsBehindIt() {
        let check = ClaimCheck()
        func verdict(_ claim: String) -> ClaimCheck.Verdict {
            let passage = CitedPassage(
                text: "Parcels are delivered without a signature.", headings: [], language: "en", analyzer: check.analyzer)
            return check.verdict(claim, on: [passage])
        }
        #expect(verdict("Parcels are delivered.") == .borneOut)
        #expect(verdict("Parcels are delivered to neighbours without signature.") == .borneOut)
        #expect(verdict("Parcels are delivered with a signature.") == .otherwise)
        #expect(verdict("Parcels are not delivered.") == .otherwise)
    }

    @Test func aCompoundIsWhatItEndsWith() {
        let check = ClaimCheck()
        func verdict(_ claim: String, _ text: String) -> ClaimCheck.Verdict {
            let passage = CitedPassage(text: text, headings: [], language: "de", analyzer: check.analyzer)
            return check.verdict(claim, on: [passage])
        }
        #expect(verdict("Das Brot ist lecker.", "Unser Roggenbrot duftet gut.") == .borneOut)
        #expect(verdict("Der Roggen ist lecker.", "Unser Roggenbrot duftet gut.") == .elsewhere)
    }

    @Test func theNearestPassageIsEnough() {
        let check = ClaimCheck()
        let passages = ["The shop opens at nine.", "Parking costs 2 euros an hour."].map {
            CitedPassage(text: $0, headings: [], language: "en", analyzer: check.analyzer)
        }
        #expect(check.verdict("Parking costs 2 euros.", on: passages) == .borneOut)
        #expect(check.verdict("The shop opens at nine and parking costs 2 euros.", on: passages) == .borneOut)
        #expect(check.verdict("Parking costs 9 euros.", on: passages) == .otherNumber)
        #expect(check.verdict("Parking costs 2 euros.", on: []) == .elsewhere)
    }

    @Test func whatIsQuotedWordForWordIsBorneOut() {
        let check = ClaimCheck()
        let passage = CitedPassage(
            text: "1. Stop the server.\n2. Set `database` to an\n   empty one. It is not true that the door is red.",
            headings: [],
            language: "en", analyzer: check.analyzer)
        #expect(
            check.verdict("1. Stop the server.\n> 2. Set `database` to an\n> empty one.\n>\n> [1]", on: [passage]) == .borneOut)
        #expect(check.verdict("2. Set  database  to an empty one.", on: [passage]) == .borneOut)
        #expect(check.verdict("3. Set `database` to an empty one.", on: [passage]) == .otherNumber)
        #expect(check.verdict("The door is red.", on: [passage]) == .otherwise)
        #expect(QuotedWords("It is not true that the door is red.").contains(QuotedWords("the door is red.")) == false)
    }

    @Test func headingsSayWhatAPassageIsAbout() {
        let check = ClaimCheck()
        let passage = CitedPassage(
            text: "It has 4 doors and weighs 900 kg.", headings: ["Cars", "Model T20"], language: "en", analyzer: check.analyzer)
        #expect(check.verdict("The Model T20 has 4 doors.", on: [passage]) == .borneOut)
        #expect(check.verdict("The Model T30 has 4 doors.", on: [passage]) == .otherName)
    }

    @Test(arguments: [
        ("1,200 litres", "1200"), ("1.200 Liter", "1200"), ("3.4 million", "3400000"), ("12 Millionen", "12000000"),
        ("120万册", "1200000"),
        ("三十天", "30"), ("二百五十人", "250"), ("two apples", "2"), ("zwölf Äpfel", "12"), ("١٢ كتابا", "12"),
        ("10kg", "10"),
        ("8,50 Euro", "8.5"), ("و12 كتابا", "12"), ("و12 ألف طالب", "12000"),
    ])
    func readsNumbersInEveryForm(text: String, number: String) {
        #expect(
            NumberWords(WordScanner.words(of: text)[...]).said.contains(number),
            "\(NumberWords(WordScanner.words(of: text)[...]).said)")
    }
}
