// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same bar: Swift 6 mode, explicit existentials, imports that say what they
/// need, and no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// A library target of the house, under `Sources/<name>`.
func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of one room, under `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: settings)
}

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let jwtKit = product(name: "JWTKit", package: "jwt-kit")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nio = product(name: "NIOCore", package: "swift-nio")
    static let nioFoundation = product(name: "NIOFoundationCompat", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "understudy",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .executable(name: "understudy", targets: ["understudy"]),
        .library(name: "UnderstudyClient", targets: ["UnderstudyClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "understudy",
            dependencies: [
                "App", "Web", "Accounts", "Knowledge", "Parsing", "Providers", "Simulator", "Usage", "LanguageModel", "Ledger",
                "Storage", "Telemetry", "UnderstudyClient",
                .argumentParser, .lifecycle, .logging,
                .nio, .unixSignals,
            ],
            swiftSettings: settings),
        room(
            "App",
            [
                "Web", "Accounts", "Chat", "Routing", "Knowledge", "Parsing", "Usage", "Notices", "Providers", "Ledger",
                "Storage", "Telemetry", "LanguageModel", .hummingbird, .lifecycle, .logging, .nio, .nioPosix, .unixSignals,
                .yams,
            ],
            resources: [.embedInCode("Handbook")]),
        room(
            "Web",
            [
                "Accounts", "Chat", "Routing", "Knowledge", "Parsing", "Usage", "Notices", "Storage", "Telemetry",
                "LanguageModel",
                "CCMarkGFM",
                .nioFoundation,
                .hummingbird, .httpTypes, .nio, .nioHTTPTypes, .logging, .crypto,
            ],
            resources: [.embedInCode("Pages")]),
        room("Chat", ["Routing", "Knowledge", "Usage", "Ledger", "Storage", "Telemetry", "LanguageModel", .lifecycle, .logging]),
        room("Routing", ["Providers", "Ledger", "Telemetry", "LanguageModel", .logging]),
        room("Accounts", ["Storage", "LanguageModel", .crypto, .cryptoExtras, .jwtKit]),
        room("Knowledge", ["CStemmer", "Parsing", "Providers", "Storage", "LanguageModel", .crypto, .nio, .nioFoundation]),
        room("Parsing", ["CLibXML2", "CSandbox", "CZlib"]),
        room("Usage", ["Ledger", "Storage", "LanguageModel"]),
        room("Notices", ["Providers", "Storage", "LanguageModel", .crypto, .nio, .nioPosix, .nioSSL]),
        room("Providers", ["LanguageModel", .nio, .nioFoundation, .nioHTTP1, .nioPosix, .nioSSL, .nioTLS]),
        room("Ledger", ["LanguageModel", "Storage", "Telemetry", .crypto, .lifecycle, .logging]),
        room("Storage", ["CLibPQ", "LanguageModel", "Telemetry", .grdb, .crypto, .logging]),
        room("Simulator", ["LanguageModel", .nio, .nioHTTP1, .nioPosix, .lifecycle, .logging, .yams]),
        room("Telemetry", ["LanguageModel", .logging]),
        room("LanguageModel", [.heap]),
        room("UnderstudyClient", []),
        .systemLibrary(
            name: "CCMarkGFM", path: "Sources/CCMarkGFM", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .systemLibrary(
            name: "CLibXML2", path: "Sources/CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CSandbox", path: "Sources/CSandbox"),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibPQ", path: "Sources/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CStemmer", path: "Sources/CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .target(
            name: "TestSupport", dependencies: ["CSandbox", "LanguageModel", "Providers", "Storage"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("LanguageModel", ["TestSupport"]),
        tests("Providers", ["LanguageModel", "Simulator", "TestSupport", .nio, .nioHTTP1, .nioPosix, .nioSSL]),
        tests("Notices", ["Providers", "Storage", "LanguageModel", "TestSupport", .nio]),
        tests("Ledger", ["LanguageModel", "Storage", "TestSupport", .logging]),
        tests("Storage", ["LanguageModel", "TestSupport", .grdb]),
        tests("Routing", ["Providers", "LanguageModel", "TestSupport", .logging]),
        tests("Simulator", ["LanguageModel", "TestSupport", .nio, .nioPosix]),
        tests("Telemetry", ["LanguageModel", "TestSupport", .logging]),
        tests("Accounts", ["Storage", "LanguageModel", "TestSupport", .crypto, .jwtKit]),
        tests("Knowledge", ["Parsing", "Providers", "Storage", "LanguageModel", "TestSupport", .nio]),
        tests("Parsing", []),
        tests("Usage", ["Ledger", "Providers", "Storage", "LanguageModel", "TestSupport", .nio]),
        tests(
            "Chat",
            [
                "Routing", "Knowledge", "Usage", "Providers", "Ledger", "Storage", "LanguageModel", "TestSupport", .lifecycle,
                .logging,
            ]),
        tests("UnderstudyClient", ["Simulator", "TestSupport"]),
        tests("Web", ["Usage", "LanguageModel", "TestSupport", .httpTypes, .hummingbird, .hummingbirdTesting, .nio]),
        tests(
            "App",
            [
                "Web", "Accounts", "Chat", "Routing", "Knowledge", "Parsing", "Ledger", "Providers", "Usage", "Storage",
                "Telemetry",
                "LanguageModel", "TestSupport", .httpTypes, .hummingbird, .hummingbirdTesting, .logging,
            ]),
    ]
)
