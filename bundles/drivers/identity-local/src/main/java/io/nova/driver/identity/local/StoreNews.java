package io.nova.driver.identity.local;

import io.nova.model.AccessKeyId;
import io.nova.model.UserId;
import io.nova.spi.identity.IdentityListener;
import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.WatchListener;
import java.util.Set;

/** Turns changes of records into news of identities. */
record StoreNews(IdentityListener listener) implements WatchListener {

    /** What the listener hears of. */
    static final Set<Kind<?>> KINDS =
            Set.of(Kinds.KEYS, Kinds.USERS, Kinds.MEMBERS, Kinds.PROJECTS);

    @Override
    public void change(Change change) {
        if (change.kind().equals(Kinds.KEYS)) {
            listener.keyChanged(new AccessKeyId(change.id()));
        } else if (change.kind().equals(Kinds.USERS)) {
            listener.userChanged(new UserId(change.id()));
        } else if (change.kind().equals(Kinds.MEMBERS)) {
            String user = change.id().substring(change.id().indexOf('/') + 1);
            listener.userChanged(new UserId(user));
        } else if (change.version() == 0) {
            // Projects are made and removed; what is written in between changes no one's rights.
            listener.allChanged();
        }
    }

    @Override
    public void gap() {
        listener.allChanged();
    }
}
