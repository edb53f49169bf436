// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ask",
    platforms: [.macOS(.v15)],
    // In a program of your own: .package(url: "https://…/understudy", from: "…")
    dependencies: [.package(name: "understudy", path: "../..")],
    targets: [
        .executableTarget(name: "Ask", dependencies: [.product(name: "UnderstudyClient", package: "understudy")])
    ]
)
