package io.nova.itests.simulation;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.util.Collection;

/** A driver that fails as drivers may, in a process that may die before or after each command. */
record CrashingNetwork(NetworkDriver driver, Mortal process, Chaos chaos) implements NetworkDriver {

    @Override
    public void ensure(NetworkSpec network) throws InterruptedException {
        before("ensure");
        driver.ensure(network);
        after("ensure");
    }

    @Override
    public void remove(NetworkId network) throws InterruptedException {
        before("remove");
        driver.remove(network);
        after("remove");
    }

    @Override
    public Collection<NetworkSpec> networks() throws InterruptedException {
        chaos.mayFail("networks");
        return driver.networks();
    }

    @Override
    public PortLink connect(PortSpec port) throws InterruptedException {
        before("connect");
        PortLink link = driver.connect(port);
        after("connect");
        return link;
    }

    @Override
    public void disconnect(InterfaceId port) throws InterruptedException {
        before("disconnect");
        driver.disconnect(port);
        after("disconnect");
    }

    @Override
    public Collection<PortSpec> ports() throws InterruptedException {
        chaos.mayFail("ports");
        return driver.ports();
    }

    private void before(String what) {
        process.point("before it does " + what);
        chaos.mayFail(what);
    }

    private void after(String what) {
        process.point("after it did " + what);
        chaos.mayFail(what + ", after it took effect");
    }
}
