package io.nova.manager.image;

import io.nova.model.ImageId;
import io.nova.reconcile.Work;
import io.nova.spi.state.Change;
import io.nova.spi.state.Kind;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.Set;

/**
 * Wakes what is to be done about images whichever manager changed their records: it may be another
 * than the one that does it.
 */
record ImageWatch(Work<ImageId> work) implements WatchListener {

    /**
     * @param kind of records that have the ids of images
     */
    static Watch start(StateStore store, Kind<?> kind, Work<ImageId> work) {
        return store.watch(Set.of(kind), -1, new ImageWatch(work));
    }

    @Override
    public void change(Change change) {
        if (change.version() != 0) {
            work.wake(new ImageId(change.id()));
        }
    }

    @Override
    public void gap() {
        work.wakeAll();
    }
}
