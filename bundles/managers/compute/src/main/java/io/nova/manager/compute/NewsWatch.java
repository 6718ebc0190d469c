package io.nova.manager.compute;

import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.spi.state.Change;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.WatchListener;

/**
 * Notes every change of an instance, whoever made it: another manager, or this one in the moment
 * before it could note it itself.
 */
final class NewsWatch implements WatchListener {

    private final StateStore store;
    private final HostNews news;
    private final CommitsHeard commits;

    NewsWatch(StateStore store, HostNews news, CommitsHeard commits) {
        this.store = store;
        this.news = news;
        this.commits = commits;
    }

    @Override
    public void change(Change change) {
        try {
            store.get(Kinds.INSTANCE, change.id())
                    .ifPresent(rec -> note(rec.value(), change.seq()));
        } catch (UnavailableException e) {
            // The change is not told again, and whose host it was is not known.
            news.gap();
        }
        commits.told(change.seq());
    }

    private void note(Instance instance, long seq) {
        news.changed(instance.host(), AssignmentDesk.assignment(instance), seq);
    }

    /** What was committed by now can be read, and is told to hosts when they ask for everything. */
    void begin() {
        try {
            commits.startAt(store.info().seq());
        } catch (UnavailableException e) {
            commits.startAnywhere();
        }
    }

    @Override
    public void gap() {
        begin();
        news.gap();
    }
}
