import Testing

@testable import Web

@Suite struct WidgetTests {
    private let text = String(decoding: Asset.widget.bytes, as: UTF8.self)

    @Test func isSmall() {
        #expect(Asset.widget.bytes.count < 30_000)
        #expect(Asset.widget.bytes.count > 20_000)
    }

    @Test func isOneScopeThatLeaksNothing() {
        #expect(text.hasPrefix("(() => {\n\"use strict\";\n") && text.hasSuffix("})();\n"))
        #expect(text.matches(of: /const styles = `[^`$\\]*`;/).count == 1)
    }

    /// A site's policy forbids all of these, and a hostile answer would wish for them.
    @Test(arguments: [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc", "<style",
    ])
    func parsesNothingAsMarkup(word: String) {
        #expect(!text.contains(word))
    }

    @Test func loadsNothingFromAnyHost() {
        #expect(text.matches(of: /https?:\/\/[a-z]/).map { String($0.0) } == ["http://w"])
        #expect(text.contains("http://www.w3.org/2000/svg"))
        #expect(!text.contains("url(") && !text.contains("@import") && !text.contains("@font-face"))
    }

    @Test func saysEverythingInFourLanguages() {
        let words = String(decoding: PackageResources.widget_words_js, as: UTF8.self)
        let names = words.matches(of: /(?m)^  ([a-zA-Z]+): \[/).map { String($0.1) }
        #expect(names.count > 25 && Set(names).count == names.count)
        for match in words.matches(of: /\[([^\]]*)\]/) {
            #expect(match.1.matches(of: /"[^"]+"/).count == 4, "\(match.1)")
        }
        for match in text.matches(of: /words\.([a-zA-Z]+)/) { #expect(names.contains(String(match.1)), "\(match.1)") }
    }
}
