import Testing

@testable import Web

@Suite struct AssetCatalogueTests {
    private let catalogue = AssetCatalogue.shared

    @Test func isSortedAndNamesEachFileOnce() {
        let names = catalogue.assets.map(\.name)
        #expect(names == Set(names).sorted())
    }

    @Test func findsAnAssetByItsName() throws {
        let asset = try #require(catalogue.asset(named: "app.js"))
        #expect(asset.contentType == "text/javascript; charset=utf-8")
        #expect(asset.etag.count == 18 && asset.etag.hasPrefix("\"") && asset.etag.hasSuffix("\""))
        #expect(catalogue.path("app.js") == "/assets/\(catalogue.version)/app.js")
        #expect(catalogue.asset(named: "none.js") == nil)
    }

    @Test func givesEveryAssetATagOfItsOwn() {
        #expect(Set(catalogue.assets.map(\.etag)).count == catalogue.assets.count)
    }

    @Test(arguments: [("app.js", 60_000), ("docs.js", 20_000), ("source.js", 6_000)])
    func keepsTheScriptOfAPageSmall(entry: String, limit: Int) {
        let modules = catalogue.modules(of: entry)
        #expect(modules.contains { $0.name == entry } && modules.contains { $0.name == "page.js" })
        #expect(modules.map(\.bytes.count).reduce(0, +) < limit)
    }

    /// Everything there is stands in the page already.
    @Test func keepsTheScriptOfTheAdminPagesTiny() {
        let modules = catalogue.modules(of: "admin.js")
        #expect(modules.map(\.name) == ["admin.js"])
        #expect(modules.map(\.bytes.count).reduce(0, +) < 3_000)
    }

    @Test func loadsEveryScriptOnSomePage() {
        let loaded = Set(
            ["admin.js", "app.js", "suggestions.js", "docs.js", "documents.js", "source.js"].flatMap { catalogue.modules(of: $0) }
                .map(\.name))
        #expect(loaded == Set(catalogue.scripts.map(\.name)))
    }

    @Test func servesEveryModuleThatAnotherImports() {
        for script in catalogue.scripts {
            let text = String(decoding: script.bytes, as: UTF8.self)
            for match in text.matches(of: /from "\.\/([a-z.]+)"/) {
                #expect(catalogue.asset(named: String(match.1)) != nil, "\(match.1) in \(script.name)")
            }
        }
    }

    @Test func loadsNothingFromAnotherHost() {
        for asset in catalogue.assets where asset.name != "icon.svg" {
            #expect(!String(decoding: asset.bytes, as: UTF8.self).contains(/https?:\/\//), "\(asset.name)")
        }
    }
}
