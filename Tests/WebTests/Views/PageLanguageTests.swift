import Foundation
import Testing

@testable import Web

@Suite struct PageLanguageTests {
    @Test(arguments: [
        (nil, PageLanguage.english), ("", .english), ("fr", .english), ("de", .german), ("de-AT,en;q=0.5", .german),
        ("en;q=0.5, ar ; q=0.9", .arabic), ("fr, zh-Hant-TW;q=0.8, en;q=0.1", .chinese), ("de;q=0, ar;q=0.1", .arabic),
        ("DE", .german), ("de;q=x", .english), (";;,,=", .english),
    ])
    func takesTheReadersFirstChoice(header: String?, language: PageLanguage) {
        #expect(PageLanguage.preferred(acceptLanguage: header) == language)
    }

    @Test(arguments: PageLanguage.allCases)
    func leavesNoSentenceEmptyAndPutsInWhatEnglishPutsIn(language: PageLanguage) throws {
        let words = try sentences(language)
        for (name, english) in try sentences(.english) {
            let sentence = try #require(words[name])
            #expect(!sentence.isEmpty, "\(name)")
            #expect(
                Set(sentence.matches(of: /\{\w+\}/).map { String($0.0) })
                    == Set(english.matches(of: /\{\w+\}/).map { String($0.0) }), "\(name)")
        }
    }

    @Test func fillsSentences() {
        #expect(Words.fill("{a} and {b}, {c} {", ["a": "{b}", "b": "2"]) == "{b} and 2, {c} {")
    }

    private func sentences(_ language: PageLanguage) throws -> [String: String] {
        let words = try JSONDecoder().decode([String: Entry].self, from: JSONEncoder().encode(language.words))
        return words.reduce(into: [:]) { sentences, entry in
            switch entry.value {
            case .sentence(let text): sentences[entry.key] = text
            case .group(let group): sentences.merge(group.map { ("\(entry.key).\($0)", $1) }) { first, _ in first }
            }
        }
    }

    /// A sentence, or the sentences of one subject.
    private enum Entry: Decodable {
        case sentence(String)
        case group([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .sentence(text)
            } else {
                self = .group(try container.decode([String: String].self))
            }
        }
    }
}
