package io.nova.manager.compute;

import io.nova.api.compute.DriverService;
import io.nova.api.compute.HostService;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.model.RequestContext;
import io.nova.model.ZoneName;
import io.nova.model.compute.Host;
import io.nova.model.compute.HostCapacity;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.state.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Shows the hosts, their zones and their drivers. */
@Component(
        service = {HostService.class, ZoneService.class, DriverService.class},
        configurationPid = HostManager.PID)
@Designate(ocd = HostManager.Config.class)
public final class HostManager implements HostService, ZoneService, DriverService {

    static final String PID = "io.nova.manager.compute.zones";

    /** Where the cloud is. */
    @ObjectClassDefinition(name = "Region and zone")
    public @interface Config {
        @AttributeDefinition(description = "The region's name, as clients are configured with it")
        String region() default "nova";

        @AttributeDefinition(description = "The zone that is there even while no host is")
        String zone() default "nova";
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final StateStore store;
    private final HostRoster roster;
    private final Authorizer authorizer;
    private final String region;
    private final ZoneName defaultZone;

    @Activate
    public HostManager(
            @Reference StateStore store,
            @Reference HostRoster roster,
            @Reference Authorizer authorizer,
            Config config) {
        this.store = store;
        this.roster = roster;
        this.authorizer = authorizer;
        this.region = FILE.region("region", config::region);
        this.defaultZone = FILE.read("zone", config::zone, ZoneName::new);
    }

    @Override
    public List<HostView> list(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        Map<String, Instant> seen = roster.lastSeen();
        List<Host> hosts = roster.all();
        List<HostCapacity> taken = Claims.of(store, hosts.stream().map(Host::id).toList());
        List<HostView> views = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            views.add(
                    new HostView(
                            host,
                            roster.isUp(seen, host),
                            seen.getOrDefault(host.id().value(), host.describedAt()),
                            taken.get(i),
                            store.count(Kinds.INSTANCE, Kinds.ofHost(host.id()))));
        }
        return views;
    }

    @Override
    public String region() {
        return region;
    }

    @Override
    public List<Zone> zones() {
        Map<ZoneName, Boolean> zones = new TreeMap<>(roster.placer().zones());
        zones.putIfAbsent(defaultZone, false);
        List<Zone> listed = new ArrayList<>();
        listed.add(new Zone(defaultZone, zones.getOrDefault(defaultZone, false)));
        zones.forEach(
                (name, available) -> {
                    if (!name.equals(defaultZone)) {
                        listed.add(new Zone(name, available));
                    }
                });
        return listed;
    }

    @Override
    public List<DriverView> drivers(RequestContext context) {
        authorizer.require(context.caller(), "nova:DriverList");
        List<DriverView> views = new ArrayList<>();
        roster.drivers()
                .forEach(
                        (host, drivers) ->
                                drivers.forEach(
                                        driver ->
                                                views.add(
                                                        new DriverView(
                                                                driver.family(),
                                                                host.value(),
                                                                driver.name(),
                                                                driver.calls(),
                                                                driver.inFlight(),
                                                                driver.swaps(),
                                                                Duration.ofMillis(
                                                                        driver
                                                                                .longestPauseMillis()),
                                                                Duration.ofMillis(
                                                                        driver.waitedMillis())))));
        views.add(view("state", store.info().driver()));
        views.sort(Comparator.comparing(DriverView::family).thenComparing(DriverView::host));
        return views;
    }

    private static DriverView view(String family, String name) {
        return new DriverView(family, "", name, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    }
}
