package io.nova.itests.simulation;

import io.nova.driver.network.simulated.SimulatedNetwork;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.AddressMapping;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortLink;
import io.nova.spi.network.PortSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A driver that fails as drivers may, in a process that may die before or after each command. */
record CrashingNetwork(SimulatedNetwork driver, Mortal process, Chaos chaos)
        implements NetworkDriver, PortFilter, AddressMapping {

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

    @Override
    public void filter(InterfaceId port, List<Rule> rules) {
        before("filter");
        driver.filter(port, rules);
        after("filter");
    }

    @Override
    public void forget(InterfaceId port) {
        before("forget");
        driver.forget(port);
        after("forget");
    }

    @Override
    public void members(SecurityGroupId group, Set<Ipv4> addresses) {
        before("members");
        driver.members(group, addresses);
        after("members");
    }

    @Override
    public Map<InterfaceId, List<Rule>> filters() {
        chaos.mayFail("filters");
        return driver.filters();
    }

    @Override
    public Map<SecurityGroupId, Set<Ipv4>> groups() {
        chaos.mayFail("groups");
        return driver.groups();
    }

    @Override
    public void map(Map<Ipv4, Ipv4> addresses) {
        before("map");
        driver.map(addresses);
        after("map");
    }

    @Override
    public Map<Ipv4, Ipv4> mapped() {
        chaos.mayFail("mapped");
        return driver.mapped();
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
