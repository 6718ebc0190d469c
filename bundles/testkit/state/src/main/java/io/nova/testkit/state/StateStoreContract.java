package io.nova.testkit.state;

import org.junit.jupiter.api.Timeout;

/**
 * What every state driver must do. A driver's test extends this, and {@link DurabilityContract}
 * besides if the store survives its process.
 */
@Timeout(60)
public abstract class StateStoreContract
        implements RecordsContract,
                NamesContract,
                TransactionContract,
                PoolContract,
                LeaseContract,
                WatchContract,
                RaceContract,
                ArchiveContract,
                LinearizabilityContract {}
