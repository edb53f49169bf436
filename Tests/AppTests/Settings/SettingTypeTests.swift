import Testing

@testable import App

@Suite struct SettingTypeTests {
    @Test(arguments: [
        ("300ms", Duration.milliseconds(300)), ("5s", .seconds(5)), ("10m", .seconds(600)), ("1h30m", .seconds(5400)),
        ("0s", .zero), ("1.5s", .milliseconds(1500)),
    ]) func aDurationIsRead(text: String, duration: Duration) {
        #expect(parseDuration(text) == duration)
    }

    @Test(arguments: ["", "5", "s", "5 s", "-5s", "5x", "5s5s", "1s1m", "1e9s", ".5s", "99999999999999h", "٥s"])
    func whatIsNoDurationIsRefused(text: String) {
        #expect(parseDuration(text) == nil)
    }

    @Test(arguments: [
        ("1B", 1), ("512KB", 512_000), ("10MB", 10_000_000), ("10 mb", 10_000_000), ("1KiB", 1024), ("2GiB", 2 << 30),
    ])
    func aSizeIsRead(text: String, bytes: Int) {
        #expect(parseSize(text) == bytes)
    }

    @Test(arguments: ["", "10", "MB", "-1MB", "0MB", "1.5MB", "10XB", "99999999999999999GB"])
    func whatIsNoSizeIsRefused(text: String) {
        #expect(parseSize(text) == nil)
    }

    @Test func everyDefaultIsAValueOfItsType() {
        for setting in SettingCatalogue.all {
            guard let fallback = setting.fallback else { continue }
            let isValid =
                switch setting.type {
                case .integer(let range): Int(fallback).map(range.contains) == true
                case .boolean: parseBoolean(fallback) != nil
                case .duration: parseDuration(fallback) != nil
                case .size: parseSize(fallback) != nil
                case .choice(let names): names.contains(fallback)
                case .url: parseURL(fallback) != nil
                case .fraction: Double(fallback).map((0...1).contains) == true
                case .text, .path, .database: !fallback.isEmpty
                case .secret, .list, .models, .money, .price: false
                }
            #expect(isValid, "\(setting.path)")
        }
    }
}
