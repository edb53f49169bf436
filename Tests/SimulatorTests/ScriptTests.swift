import LanguageModel
import TestSupport
import Testing

@testable import Simulator

struct ScriptTests {
    @Test func readsWhatTheDocumentationShows() throws {
        let script = try Script(
            yaml: """
                pace: 50
                api_key: rehearsal
                models:
                  gemini-exp-1206:
                    answer: "one two"
                    context_window: 200
                    prefill: reject
                    tool_arguments: { city: Oslo, days: 3 }
                    then: [ {fault: rate_limit, retry_after: 2, times: 1}, {fault: overloaded, for: 30s}, {fault: none} ]
                """)
        #expect(script.pace == 50 && script.apiKey == "rehearsal")
        let model = try #require(script.models["gemini-exp-1206"])
        #expect(model.answer == "one two" && model.contextWindow == 200 && model.rejectsPrefill == true)
        #expect(model.toolArguments == #"{"city":"Oslo","days":3}"#)
        #expect(model.then.map(\.fault) == [.rateLimit, .overloaded, Fault.none])
        #expect(model.then[1].duration == .seconds(30))
    }

    @Test(arguments: [
        ("pace: 5\nmodel: {}", 2, "“models”"),
        ("models:\n  m: {fault: rate_limt}", 2, "“rate_limit”"),
        ("models:\n  m:\n    word: 3", 3, "“words”"),
        ("models:\n  m:\n    for: soon", 3, "time"),
        ("models:\n  m: {then: [{fault: reset}, {fault: none}]}", 2, "never ends"),
        ("models: [", 1, ""),
    ])
    func namesTheLineAndTheNearestName(_ yaml: String, _ line: Int, _ hint: String) {
        let error = #expect(throws: ScriptError.self) { try Script(yaml: yaml) }
        #expect(error?.line == line || hint.isEmpty)
        #expect(error?.message.contains(hint) == true || hint.isEmpty)
    }

    @Test func followsItsPhasesByCountAndByTime() throws {
        let clock = TestClock()
        let behaviour = Behaviour(then: [
            Behaviour(fault: .rateLimit, times: 2), Behaviour(fault: .overloaded, for: .seconds(30)),
            Behaviour(fault: Fault.none),
        ])
        let stage = Stage(script: Script(models: ["m": behaviour]), time: clock)
        #expect(try stage.next(for: "m").fault == .rateLimit)
        #expect(try stage.next(for: "m").fault == .rateLimit)
        #expect(try stage.next(for: "m").fault == .overloaded)
        clock.advance(by: .seconds(29))
        #expect(try stage.next(for: "m").fault == .overloaded)
        clock.advance(by: .seconds(1))
        #expect(try stage.next(for: "m").fault == Fault.none)
        stage.set(Behaviour(fault: .reset), for: "m")
        #expect(try stage.next(for: "m").fault == .reset)
    }

    @Test func recoversFromLimitedFaultsByName() throws {
        let clock = TestClock()
        let stage = Stage(script: Script(), time: clock)
        #expect(try stage.next(for: "sim-error-once").fault == .errorOnce)
        #expect(try stage.next(for: "sim-error-once").fault == Fault.none)
        #expect(try stage.next(for: "gpt+overloaded=30s").fault == .overloaded)
        clock.advance(by: .seconds(30))
        #expect(try stage.next(for: "gpt+overloaded=30s").fault == Fault.none)
    }

    @Test func readsBehaviourFromTheModelsName() throws {
        let behaviour = try ModelName.behaviour(in: "gpt-4o+cut-after=7+words=12+on-continue=repeat")
        #expect(behaviour.fault == .cutAfter && behaviour.after == 7 && behaviour.words == 12 && behaviour.onContinue == .repeat)
        #expect(try ModelName.behaviour(in: "gpt-4o") == Behaviour())
        #expect(throws: ScriptError.self) { try ModelName.behaviour(in: "m+cut-aftr=7") }
        #expect(throws: ScriptError.self) { try ModelName.behaviour(in: "m+reset=7") }
    }

    @Test func everyFaultHasAWordForTheOperator() {
        #expect(Fault.allCases.allSatisfy { !$0.summary.isEmpty })
        #expect(Fault.allCases.dropFirst().map(\.rawValue) == Fault.allCases.dropFirst().map(\.rawValue).sorted())
    }
}
