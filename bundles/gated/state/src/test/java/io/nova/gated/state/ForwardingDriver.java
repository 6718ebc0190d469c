package io.nova.gated.state;

import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StateStore;
import io.nova.testkit.state.ForwardingStateStore;
import java.io.IOException;

/** A driver that does what another does, but for what a test makes it do otherwise. */
class ForwardingDriver extends ForwardingStateStore implements StateDriver {

    private final StateDriver inner;

    ForwardingDriver(StateDriver inner) {
        this.inner = inner;
    }

    @Override
    protected final StateStore store() {
        return inner;
    }

    @Override
    public void clear() throws IOException {
        inner.clear();
    }
}
