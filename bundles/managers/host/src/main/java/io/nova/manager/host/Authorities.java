package io.nova.manager.host;

import io.nova.manager.host.Kinds.SealedAuthority;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;

/** The authority of hosts, in the state store: so every controller can give certificates. */
final class Authorities {

    private static final int CLOUD_DIGITS = 12;

    private final StateStore store;
    private final Sealer sealer;
    private final Clock clock;
    private final IdSource ids;

    Authorities(StateStore store, Sealer sealer, Clock clock, IdSource ids) {
        this.store = store;
        this.sealer = sealer;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Returns the authority, which is made when it is first asked for.
     *
     * @throws UnavailableException if its key cannot be opened, with the setting to look at
     */
    Authority get() {
        return find().orElseGet(this::make);
    }

    private Optional<Authority> find() {
        return store.get(Kinds.AUTHORITY, Kinds.THE_AUTHORITY).map(Rec::value).map(this::open);
    }

    private Authority open(SealedAuthority record) {
        if (!record.kek().equals(sealer.kek())) {
            throw sealer.unusable(
                    "the authority of hosts was sealed with the key %s, and this is %s; put the file of"
                                    .formatted(record.kek(), sealer.kek())
                            + " the other controllers here",
                    null);
        }
        try {
            return Authority.of(
                    record.cloud(),
                    record.certificate(),
                    sealer.open(record.cloud(), record.sealed()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw sealer.unusable("the record of the authority of hosts is damaged", e);
        }
    }

    private Authority make() {
        Authority made = Authority.generate(ids.hex(CLOUD_DIGITS), clock.instant(), ids);
        SealedAuthority record =
                new SealedAuthority(
                        made.cloud(),
                        made.certificatePem(),
                        sealer.kek(),
                        sealer.seal(made.cloud(), made.key().getEncoded()));
        // Another controller may be first: whichever is in the store then is the one.
        var unused =
                Records.commit(
                        store,
                        Tx.of("host-authority/" + ids.hex(16))
                                .create(Kinds.AUTHORITY, Kinds.THE_AUTHORITY, record)
                                .build());
        return find().orElseThrow(
                        () -> new UnavailableException("host", "The authority of hosts is away"));
    }
}
