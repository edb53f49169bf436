import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``CatalogueRoutes`` and ``CustomerRoutes``.
    static let catalogues = APIArea(
        name: "Catalogues",
        about: "What assistants recommend from, and what they take into account: profiles and rentals.",
        schemas: ["Item": item, "ItemFields": itemFields, "ItemChanges": itemChanges, "Profile": profile, "Rental": rental],
        operations: [
            list, items, readItem, putItem, changeItem, deleteItem, importItems, readProfile, changeProfile, listRentals,
            addRental,
        ])

    // MARK: Items

    private static let list = APIOperation.get("/api/v1/catalogues", id: "listCatalogues", "List the catalogues")
        .explained("A catalogue belongs to an assistant and has its id.")
        .reading()
        .answering(
            .ok, "Those in which there is something.",
            .json(
                .object([
                    "catalogues": .list(
                        of: .object([
                            "id": .string, "name": .string, "items": .integer,
                            "available": .integer.about("How many of them can be had now."),
                        ]))
                ]),
                example: [
                    "catalogues": [["id": "musical-instruments", "name": "Instrument Adviser", "items": 240, "available": 214]]
                ]))

    private static let items = APIOperation.get(
        "/api/v1/catalogues/{catalogue}/items", id: "listItems", "List or search items"
    )
    .explained("By id; those that `q` finds, best first. Inactive items are shown to admins who ask for `all`.")
    .reading().ofCatalogue()
    .query("q", "Words to look for.", .string, example: "violin")
    .query("limit", "How many; 50 when missing.", .integer.with("minimum", 1).with("maximum", 200))
    .query("after", "The `next` of the page before.", .string)
    .query("all", "`true` for inactive ones, too.", .boolean)
    .answering(
        .ok, "The items.",
        .json(
            .object(["items": .list(of: .ref("Item")), "next": .string.optional.about("Not on the last page.")]),
            example: ["items": [itemExample]])
    )
    .failing(.unprocessableContent, "invalid_parameter", "A parameter of the query is wrong; `param` names it.")

    private static let readItem = APIOperation.get(
        "/api/v1/catalogues/{catalogue}/items/{item}", id: "readItem", "Read an item"
    )
    .reading().ofCatalogue().ofItem()
    .answering(.ok, "The item.", .json(.ref("Item"), example: itemExample))

    private static let putItem = APIOperation.put(
        "/api/v1/catalogues/{catalogue}/items/{item}", id: "putItem", "Add an item, or put one in its place"
    )
    .keepingCatalogues().ofCatalogue().ofItem()
    .taking(
        .ref("ItemFields"),
        examples: ["Example": ["name": "Willow Violin", "category": "Bowed strings", "price": 14, "stock": 5]]
    )
    .answering(.ok, "The item as it is now.", .json(.ref("Item"), example: itemExample))
    .answering(.created, "The new item.", .json(.ref("Item"), example: itemExample))

    private static let changeItem = APIOperation.patch(
        "/api/v1/catalogues/{catalogue}/items/{item}", id: "changeItem", "Change an item"
    )
    .explained("What is missing stays as it is; null takes a value away.")
    .keepingCatalogues().ofCatalogue().ofItem()
    .taking(.ref("ItemChanges"), examples: ["Example": ["stock": 4]])
    .answering(.ok, "The item as it is now.", .json(.ref("Item"), example: itemExample))

    private static let deleteItem = APIOperation.delete(
        "/api/v1/catalogues/{catalogue}/items/{item}", id: "deleteItem", "Delete an item"
    )
    .explained("What was recommended before stays with its answers.")
    .keepingCatalogues().ofCatalogue().ofItem()
    .answering(.noContent, "It is gone.")

    private static let importItems = APIOperation.post(
        "/api/v1/catalogues/{catalogue}/import", id: "importItems", "Take a file of items in"
    )
    .explained(
        """
        CSV with names on the first line, when the content type says `csv`, else JSON: a list, or one under `items`; up to 256 MiB. Items \
        of the same id are changed, others stay. Every row that is broken is named and left out.
        """
    )
    .keepingCatalogues().ofCatalogue()
    .query("dry_run", "`true` only says what would become of the rows.", .boolean)
    .taking(.json(.anything, example: [["id": "VN-01", "name": "Willow Violin", "price": 14, "stock": 5]]))
    .answering(
        .ok, "What became of the rows.",
        .json(
            .object([
                "dry_run": .boolean, "rows": .integer, "added": .integer, "changed": .integer, "unchanged": .integer,
                "rejected": .integer,
                "problems": .list(of: .object(["line": .integer, "reason": .string]))
                    .about("Of the rejected rows, the first 100,000."),
            ]),
            example: [
                "dry_run": false, "rows": 2, "added": 1, "changed": 0, "unchanged": 0, "rejected": 1,
                "problems": [["line": 3, "reason": "it has no \"name\""]],
            ])
    )
    .failing(.unprocessableContent, "invalid_parameter", "The file is no catalogue as a whole; nothing was changed.")
    .failing(.serviceUnavailable, "no_room", "The server has no room for the file.")

    // MARK: People

    private static let readProfile = APIOperation.get("/api/v1/profile", id: "readProfile", "Read one's profile")
        .reading()
        .answering(.ok, "What one has said of oneself.", .json(.ref("Profile"), example: profileExample))

    private static let changeProfile = APIOperation.put("/api/v1/profile", id: "changeProfile", "Say something of oneself")
        .explained(
            """
            Any facts; those named `budget` (a number) and `owns` (names or ids of items) have a meaning to the ranking. Assistants with a \
            catalogue are told of them.
            """
        )
        .changing()
        .taking(.ref("Profile"), examples: ["Example": profileExample])
        .answering(.ok, "The profile as it is now.", .json(.ref("Profile"), example: profileExample))

    private static let listRentals = APIOperation.get("/api/v1/rentals", id: "listRentals", "List one's rentals")
        .explained("The 200 that began last, the newest first. An admin may ask for another person's.")
        .reading()
        .query("user", "For admins: whose, by id, username or e-mail address.", .string)
        .answering(
            .ok, "The rentals.",
            .json(.object(["rentals": .list(of: .ref("Rental"))]), example: ["rentals": [rentalExample]])
        )
        .failing(.unauthorized, "login_required", "Another person's are for admins.")
        .failing(.unprocessableContent, "invalid_parameter", "There is no such user.")

    private static let addRental = APIOperation.post("/api/v1/rentals", id: "addRental", "Put a rental on record")
        .explained("With an `id` that is there already, changes that one: so it is given its end.")
        .keepingCatalogues()
        .taking(
            .object([
                "user": .string.about("By id, username or e-mail address."), "item": .string, "from": day,
                "to": day.nullable.optional.about("The last day; missing while it is not given back."),
                "catalogue": .string.nullable.optional.about("The first one when it is missing."),
                "id": .string.nullable.optional.with("minLength", 1).with("maxLength", 100),
            ]),
            examples: ["Example": ["user": "ada", "item": "VN-01", "from": "2026-11-01"]]
        )
        .answering(.created, "The rental.", .json(.ref("Rental"), example: rentalExample))

    // MARK: Shapes

    private static let day = APISchema.string.with("pattern", "^\\d{4}-\\d{2}-\\d{2}$").about("Such as 2026-11-21.")
    private static let amount = APISchema.number.nullable.with("minimum", 0).with("maximum", 1_000_000_000)
    private static let count = APISchema.integer.nullable.with("minimum", 0).with("maximum", 1_000_000_000)

    private static let item = APISchema.object([
        "id": .string, "name": .string, "description": .string, "category": .string, "price": .number.nullable,
        "currency": .string.nullable.about("Three letters, such as EUR."),
        "stock": .integer.nullable.about("Null when nobody counts them."),
        "attributes": .map(of: .anything).about("Everything else that is said of it."), "picture_url": .string.nullable,
        "active": .boolean.about("Whether it may be recommended."),
    ])

    private static let itemFields = APISchema.object([
        "name": .string.with("minLength", 1).with("maxLength", 300), "description": .string.optional.with("maxLength", 4000),
        "category": .string.optional.with("maxLength", 100), "price": amount.optional,
        "currency": .string.nullable.optional.with("pattern", "^[A-Za-z]{3}$"), "stock": count.optional,
        "attributes": .map(of: .anything).optional, "picture_url": .string.nullable.optional, "active": .boolean.optional,
    ])

    private static let itemChanges = APISchema.object([
        "name": .string.optional.with("minLength", 1).with("maxLength", 300),
        "description": .string.optional.with("maxLength", 4000),
        "category": .string.optional.with("maxLength", 100), "price": amount.optional,
        "currency": .string.nullable.optional.with("pattern", "^[A-Za-z]{3}$"), "stock": count.optional,
        "attributes": .map(of: .anything).optional, "picture_url": .string.nullable.optional, "active": .boolean.optional,
    ])

    private static let profile = APISchema.object(["facts": .map(of: .anything)])

    private static let rental = APISchema.object([
        "id": .string, "user_id": .string, "catalogue": .string, "item": .string,
        "name": .string.optional.about("Missing when the item is not in the catalogue any more."), "from": .string,
        "to": .string.optional,
    ])

    private static let itemExample: JSONValue = [
        "id": "VN-01", "name": "Willow Violin", "description": "A full-size violin with a soft voice.",
        "category": "Bowed strings", "price": 14, "currency": "EUR", "stock": 5, "attributes": ["level": "beginner"],
        "picture_url": nil, "active": true,
    ]

    private static let profileExample: JSONValue = ["facts": ["instrument": "violin", "level": "beginner", "budget": 20]]

    private static let rentalExample: JSONValue = [
        "id": "r1", "user_id": "usr_1", "catalogue": "musical-instruments", "item": "VN-01", "name": "Willow Violin",
        "from": "2026-11-01",
    ]

    // MARK: Pages

    static let cataloguePages = [
        APIOperation.get("/profile", id: "profilePage", "The page of one's profile")
            .answering(.ok, "The page.", page)
            .answering(.found, "To `/login`, when nobody is known to ask.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now."),
        APIOperation.post("/profile", id: "changeProfileOnPage", "Say something of oneself on the page")
            .taking(.form(.object(["instrument": .string.optional, "level": .string.optional]), example: ["level": "beginner"]))
            .fromOwnPages()
            .answering(.ok, "The page, which says that it is done.", page)
            .answering(.seeOther, "To `/login`, when nobody is known to ask.")
            .failing(.badRequest, "malformed_form", "The form could not be read.")
            .failing(.unprocessableContent, "invalid_parameter", "A field is too long, or has the wrong shape.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now."),
        APIOperation.get("/admin/catalogue", id: "cataloguePage", "The page of a catalogue").pageForAdmins()
            .parameter("catalogue", "Which one.", .string.optional)
            .query("q", "Words to look for.", .string)
            .query("after", "Where the page before ended.", .string),
        APIOperation.get("/admin/catalogue/item", id: "itemPage", "The page of an item").pageForAdmins()
            .parameter("catalogue", "Of which catalogue.", .string.optional)
            .parameter("id", "Which item; a new one when it is missing.", .string.optional)
            .failing(.notFound, "not_found", "There is no such item."),
        APIOperation.post("/admin/catalogue/item", id: "saveItemOnPage", "Save an item from the page")
            .parameter("catalogue", "Of which catalogue.", .string.optional)
            .taking(
                .form(.object(["id": .string, "name": .string.optional]), example: ["id": "VN-01", "name": "Willow Violin"])
            )
            .behindTheGate().failing(.badRequest, "malformed_form", "The form could not be read.")
            .answering(
                .unprocessableContent, "The page, which says what is wrong; an error when a field is missing.", page,
                .json(.ref("Error"))),
        APIOperation.post("/admin/catalogue/stock", id: "setStockOnPage", "Count an item from the page")
            .parameter("catalogue", "Of which catalogue.", .string.optional)
            .query("q", "What the page was searched for.", .string)
            .taking(.form(.object(["id": .string, "stock": .string]), example: ["id": "VN-01", "stock": "4"]))
            .behindTheGate().failing(.badRequest, "malformed_form", "The form could not be read.")
            .failing(.notFound, "not_found", "There is no such item.")
            .failing(.unprocessableContent, "invalid_parameter", "The stock is no number."),
        APIOperation.post("/admin/catalogue/import", id: "importItemsOnPage", "Take a file of items in from the page")
            .parameter("catalogue", "Into which catalogue.", .string.optional)
            .parameter("dry_run", "`true` changes nothing.", .boolean.optional)
            .taking(.text("multipart/form-data"))
            .behindTheGate().failing(.badRequest, "malformed_form", "The form could not be read.")
            .answering(.ok, "The page with the report.", page)
            .answering(
                .unprocessableContent, "The page, which says what is wrong with the file; an error when the query is wrong.",
                page,
                .json(.ref("Error"))
            )
            .failing(.serviceUnavailable, "no_room", "The server has no room for the file."),
    ]

    fileprivate static let page = APIOperation.Content.text("text/html")
}

extension APIOperation {
    fileprivate func keepingCatalogues() -> APIOperation { needing(.token, .login, .key).maying(.admin) }

    fileprivate func ofCatalogue() -> APIOperation {
        parameter("catalogue", "Which catalogue: an assistant's id.", example: "musical-instruments")
            .failing(.notFound, "not_found", "There is no such catalogue, or nothing like that in it.")
    }

    fileprivate func ofItem() -> APIOperation { parameter("item", "Which item.", example: "VN-01") }
}
