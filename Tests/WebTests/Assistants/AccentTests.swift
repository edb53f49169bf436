import Chat
import Foundation
import Testing

@testable import Web

@Suite struct AccentTests {
    private struct Colour {
        var red: Double
        var green: Double
        var blue: Double

        init(_ hex: Substring) throws {
            let number = try #require(Int(hex, radix: 16))
            (red, green, blue) = (Double(number >> 16 & 255), Double(number >> 8 & 255), Double(number & 255))
        }

        /// As WCAG 2 reckons it.
        var luminance: Double {
            func linear(_ channel: Double) -> Double {
                let value = channel / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        }

        func contrast(_ other: Colour) -> Double {
            let pair = [luminance, other.luminance].sorted()
            return (pair[1] + 0.05) / (pair[0] + 0.05)
        }
    }

    /// The values of `name` in what `rule` says, by rule, light ones first.
    private func values(_ asset: String, _ rule: String, _ name: String) throws -> [Colour] {
        let css = String(decoding: try #require(AssetCatalogue.shared.asset(named: asset)).bytes, as: UTF8.self)
        return try css.components(separatedBy: "\(rule) {").dropFirst().compactMap { part in
            let body = part.prefix { $0 != "}" }
            return try body.firstMatch(of: try Regex<(Substring, Substring)>("--\(name): #([0-9a-f]{6});")).map {
                try Colour($0.1)
            }
        }
    }

    @Test(arguments: Accent.allCases) func canBeReadInLightAndDark(_ accent: Accent) throws {
        let rule = "[data-accent=\"\(accent.rawValue)\"]"
        let accents = try values("assistants.css", rule, "accent")
        let washes = try values("assistants.css", rule, "wash")
        let papers = try values("base.css", ":root", "paper")
        let raised = try values("base.css", ":root", "raised")
        let inks = try values("base.css", ":root", "ink")
        let quiets = try values("base.css", ":root", "quiet")
        let onAccent = [try Colour("ffffff"), try #require(try values("assistants.css", "[data-accent]", "on-accent").first)]
        try #require(accents.count == 2 && washes.count == 2 && papers.count == 2)
        for scheme in 0...1 {
            for ground in [papers[scheme], raised[scheme], washes[scheme]] {
                #expect(accents[scheme].contrast(ground) >= 4.5)
            }
            #expect(accents[scheme].contrast(onAccent[scheme]) >= 4.5)
            #expect(inks[scheme].contrast(washes[scheme]) >= 7)
            #expect(quiets[scheme].contrast(washes[scheme]) >= 4.5)
        }
    }
}
