import Testing

@testable import Knowledge

@Suite struct QuestionFileTests {
    private var names: DocumentNames {
        var names = DocumentNames()
        names.add(id: "d1", files: ["hours.md"], title: "Opening hours")
        names.add(id: "d2", files: ["prices.pdf", "https://shop.example/prices.pdf"], title: "Prices")
        names.add(id: "d3", files: ["a.txt"], title: "Twice")
        names.add(id: "d4", files: ["b.txt"], title: "Twice")
        return names
    }

    @Test func readsTablesWithSeveralDocumentsInACellOrOnSeveralRows() throws {
        let text = """
            question,expected
            When do you open?,hours.md
            "What, and how much?",Prices | OPENING HOURS
            When do you open?,d2
            """
        let questions = try QuestionFile(text.utf8, format: .csv).questions(in: names)
        #expect(questions.map(\.text) == ["When do you open?", "What, and how much?"])
        #expect(questions.map { $0.expected.map(\.document) } == [["d1", "d2"], ["d2", "d1"]])
        #expect(questions.map(\.ordinal) == [0, 1])
    }

    @Test func readsALineOfJSONAQuestion() throws {
        let text = """
            {"question": "Wann öffnen Sie?", "expected": ["hours.md"]}
            {"question": "Price?", "expected": "https://shop.example/prices.pdf"}
            """
        let questions = try QuestionFile(text.utf8, format: .json).questions(in: names)
        #expect(questions.map { $0.expected.map(\.document) } == [["d1"], ["d2"]])
    }

    @Test func namesEveryLineThatCannotBeUsedAndTakesNothing() throws {
        let text = """
            question,expected
            When?,hours.md
            Where?,map.md
            ,hours.md
            Which?,Twice
            Why?,
            How?
            """
        let file = try QuestionFile(text.utf8, format: .csv)
        #expect {
            try file.questions(in: names)
        } throws: { error in
            guard case .unusable(let problems, let count)? = error as? EvaluationError else { return false }
            #expect(count == 5)
            #expect(problems.map(\.line) == [3, 4, 5, 6, 7])
            #expect(problems[0].reason == "there is no document \"map.md\"")
            #expect(problems[2].reason == "2 documents are called \"Twice\"; name one by its id")
            return true
        }
    }

    @Test func saysWhatColumnsAreMissing() {
        #expect(throws: CatalogueError("its line of names has no \"question\" or no \"expected\"")) {
            try QuestionFile("text,answer\n1,2".utf8, format: .csv)
        }
    }

    @Test func isEmptyWhenThereAreNoQuestions() throws {
        let file = try QuestionFile("question,expected\n".utf8, format: .csv)
        #expect(throws: EvaluationError.unusable(problems: [.init(line: 1, reason: "there are no questions")], count: 1)) {
            try file.questions(in: names)
        }
    }

    @Test func aHundredThousandDocumentsOfOneQuestionAreTakenInTheirOrder() {
        var file = QuestionFile()
        let names = (0..<100_000).map { "d\($0)" }
        file.add("q", expected: names + names, line: 1)
        #expect(file.entries.count == 1 && file.entries[0].expected.map(\.name) == names)
    }

    @Test func holdsTenThousandQuestions() {
        var file = QuestionFile()
        for number in 0...EvaluationSet.mostQuestions { file.add("Question \(number)", expected: ["d1"], line: number + 1) }
        file.add("Question 1", expected: ["d2"], line: 1)
        #expect(file.entries.count == EvaluationSet.mostQuestions)
        #expect(file.problems.map(\.line) == [EvaluationSet.mostQuestions + 1])
    }

    @Test func aNameLeadsToADocumentThatCameAgain() {
        #expect(names.find(EvaluationQuestion.Expected(name: "hours.md", document: "d1")) == "d1")
        #expect(names.find(EvaluationQuestion.Expected(name: "hours.md", document: "gone")) == "d1")
        #expect(names.find(EvaluationQuestion.Expected(name: "other.md", document: "gone")) == "gone")
    }

    @Test func tellsWhatGotBetterAndWorse() {
        func answer(_ place: Int?) -> LegAnswer {
            var found = (0..<10).map { "d\($0)" }
            if let place { found[place] = "right" }
            return LegAnswer(found, expected: ["right"], took: 1)
        }
        let comparison = RunComparison(
            before: [0: answer(0), 1: answer(3), 2: answer(nil), 3: answer(1)],
            after: [0: answer(2), 1: answer(0), 2: answer(4), 3: answer(1), 4: answer(0)])
        #expect(comparison.wins.map(\.ordinal) == [1, 2])
        #expect(comparison.losses.map(\.ordinal) == [0])
        #expect(comparison.same == 1)
        #expect(comparison.losses.first?.difference == -0.5)
    }
}
