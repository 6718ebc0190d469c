package io.nova.frontend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.metadata.MetadataService;
import io.nova.driver.messaging.local.LocalMessageBus;
import io.nova.manager.metadata.MetadataDesk;
import io.nova.manager.metadata.MetadataManager;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.remote.metadata.RemoteMetadata;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a host that has the bus alone: guests read the same, as long as a manager answers. */
class MetadataOverTheBusTest extends MetadataEndpointContract {

    private final LocalMessageBus bus = new LocalMessageBus(defaults());
    private final ProvenBus proven = new ProvenBus(bus, HOST);
    private MetadataDesk desk;

    private static LocalMessageBus.Config defaults() {
        Class<LocalMessageBus.Config> type = LocalMessageBus.Config.class;
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, key, none) -> key.getDefaultValue()));
    }

    @Override
    MetadataService service(MetadataManager manager) {
        desk = new MetadataDesk(manager, proven);
        return new RemoteMetadata(bus, Clock.systemUTC(), new IdSource(new Random(7)));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @AfterAll
    void closeBus() {
        bus.close();
    }

    @Test
    void aHostReadsNothingOfAnothersGuests() throws IOException {
        proven.isOf(new HostId("h2"));
        assertEquals(404, get("/latest/user-data").status());
        assertEquals(404, get("/latest/meta-data/").status());
        assertEquals(
                404, ask(GUEST, "PUT /latest/api/token", MetadataEndpoint.TTL + ": 60").status());
        proven.isOf(HOST);
        assertEquals(200, get("/latest/user-data").status());
    }

    @Test
    void aGuestIsToldToAskAgainWhileNobodyAnswers() throws IOException {
        desk.close();
        assertEquals(503, get("/latest/meta-data/instance-id").status());
        assertEquals(
                503, ask(GUEST, "PUT /latest/api/token", MetadataEndpoint.TTL + ": 60").status());
    }
}
