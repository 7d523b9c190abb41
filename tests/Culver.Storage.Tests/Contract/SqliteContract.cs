namespace Culver.Storage.Tests.Contract;

public sealed class SqliteIdentityContract : IdentityContract<SqliteContractEngine>;

public sealed class SqliteMailboxContract : MailboxContract<SqliteContractEngine>;

public sealed class SqliteMessageContract : MessageContract<SqliteContractEngine>;

public sealed class SqliteQuotaContract : QuotaContract<SqliteContractEngine>;

public sealed class SqliteSliceContract : SliceContract<SqliteContractEngine>;

public sealed class SqliteViewContract : ViewContract<SqliteContractEngine>;

public sealed class SqliteModelContract : ModelContract<SqliteContractEngine>;
