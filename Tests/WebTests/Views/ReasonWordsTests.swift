import Knowledge
import Parsing
import Testing

@testable import Web

@Suite struct ReasonWordsTests {
    @Test(arguments: PageLanguage.allCases) func everyReasonHasWords(_ language: PageLanguage) {
        guard let words = language.reasonWords else { return }
        let codes =
            ParseFailure.Code.allCases.map(\.rawValue) + FetchFailure.Code.allCases.map(\.rawValue) + [
                "cancelled", "kept_failing",
            ]
        for code in codes { #expect(words.text(code) != nil, "\(code) in \(language)") }
    }

    @Test(arguments: PageLanguage.allCases) func everySuspicionHasWords(_ language: PageLanguage) {
        #expect(Set(language.suspicionWords.reasons.keys) == Set(InjectionVerdict.Reason.allCases))
    }
}
