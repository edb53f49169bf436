import Accounts
import ArgumentParser
import Foundation
import LanguageModel
import Storage

/// `understudy user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Make, list, disable and delete accounts, and set their passwords.",
        subcommands: [UserCreate.self, UserDelete.self, UserDisable.self, UserList.self, UserPassword.self])
}

struct UserCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an account.",
        discussion: "The password is asked for, or read from standard input: echo \"$PASSWORD\" | understudy user create ada")

    @Argument(help: "The name to log in with.")
    var username: String
    @Option(help: "An address to log in with as well.")
    var email: String?
    @Option(help: "The name for people.")
    var displayName: String?
    @Option(help: "admin, member or viewer.")
    var role = UserRole.member

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let password = try PasswordPrompt.read()
        let new = NewUser(username: username, email: email, displayName: displayName, role: role)
        let user = try await options.withAccounts { accounts in
            try await accounts.users.create(new, password: password, visit: options.visit)
        }
        if options.json { return try printJSON(UserDocument(user)) }
        print("Made the account \(user.username) (\(user.role.rawValue)). Its id is \(user.id).")
    }
}

struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all accounts.")

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let users = try await options.withAccounts { try await $0.users.list(limit: .max) }
        if options.json { return try printJSON(users.map(UserDocument.init)) }
        if users.isEmpty { print("No accounts yet: understudy user create NAME --role admin") }
        for user in users {
            let last = user.lastLoginAt.map { "last login \(Timestamp(seconds: $0).description.prefix(16))" } ?? "never logged in"
            let address = user.email.map { " <\($0)>" } ?? ""
            print("\(user.username)\(address)  \(user.role.rawValue)  \(user.isDisabled ? "disabled" : last)")
        }
    }
}

struct UserDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Close an account and end its logins; its keys stop working.")

    @Argument(help: "The username or e-mail address.")
    var name: String
    @Flag(help: "Open it again.")
    var undo = false

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let user = try await options.withAccounts { accounts in
            let user = try await accounts.users.user(named: name)
            return try await accounts.users.change(user.id, UserChange(isDisabled: !undo), visit: options.visit)
        }
        if options.json { return try printJSON(UserDocument(user)) }
        print("\(user.username) is \(user.isDisabled ? "disabled" : "enabled").")
    }
}

struct UserDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an account with everything that is kept of its person.",
        discussion: """
            Conversations, settings, logins and keys go for good. The ledger keeps when which model answered, tokens and cost, under \
            an identifier that leads to nobody any more; see docs/privacy.md.
            """)

    private struct Deletion: Encodable {
        var id: String
        var username: String
        var deleted = true
    }

    @Argument(help: "The username or e-mail address.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false

    @OptionGroup var options: AccountOptions

    func run() async throws {
        if !yes, isatty(STDIN_FILENO) != 0 {
            print("Delete \(name) with all conversations, for good? Type the name again: ", terminator: "")
            guard readLine() == name else { throw ValidationError("nothing was deleted") }
        }
        let user = try await options.withAccounts { accounts in
            let user = try await accounts.users.user(named: name)
            try await accounts.erasure.delete(user.id, visit: options.visit)
            return user
        }
        if options.json { return try printJSON(Deletion(id: user.id, username: user.username)) }
        print("Deleted the account \(user.username). The ledger knows it as \(user.id).")
    }
}

struct UserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Give an account another password, and end its logins.")

    private struct Reset: Encodable {
        var id: String
        var username: String
        var reset = true
    }

    @Argument(help: "The username or e-mail address.")
    var name: String

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let user = try await options.withAccounts { try await $0.users.user(named: name) }
        let password = try PasswordPrompt.read()
        _ = try await options.withAccounts { accounts in
            try await accounts.users.resetPassword(of: user.id, to: password, visit: options.visit)
        }
        if options.json { return try printJSON(Reset(id: user.id, username: user.username)) }
        print("The password of \(user.username) is changed, and all its logins were ended.")
    }
}

extension UserRole: ExpressibleByArgument {}

/// Reads a password without showing it: asked for twice at a terminal, else the first line of standard input. It is never
/// an argument, which every process on the machine could read.
enum PasswordPrompt {
    static func read() throws -> String {
        guard isatty(STDIN_FILENO) != 0 else {
            guard let line = readLine(strippingNewline: true), !line.isEmpty else {
                throw ValidationError("no password on standard input")
            }
            return line
        }
        let first = try ask("Password: ")
        guard try ask("Again: ") == first else { throw ValidationError("the two passwords are not the same") }
        return first
    }

    private static func ask(_ question: String) throws -> String {
        guard let answer = getpass(question) else { throw ValidationError("no password was given") }
        return String(cString: answer)
    }
}
