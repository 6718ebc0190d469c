package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What a driver's test gives to the contract, and what the parts of the contract share. */
public interface StoreUnderTest {

    /** A record of the usual shape. */
    record Server(String name, String project, Optional<String> host, int size) {

        static Server of(String name, String project) {
            return new Server(name, project, Optional.empty(), 1);
        }

        Server in(String otherProject) {
            return new Server(name, otherProject, host, size);
        }

        Server sized(int newSize) {
            return new Server(name, project, host, newSize);
        }
    }

    /** The same record as a newer release has it. */
    record NewerServer(
            String name, String project, Optional<String> host, int size, List<String> tags) {}

    /** Servers, found by their project and host. */
    Kind<Server> SERVER =
            new Kind<>(
                    "server",
                    Server.class,
                    server ->
                            server.host().isEmpty()
                                    ? List.of(IndexEntry.of("project", server.project()))
                                    : List.of(
                                            IndexEntry.of("project", server.project()),
                                            IndexEntry.of("host", server.host().get())));

    /** The same kind in a newer release, whose code looks nothing up. */
    Kind<NewerServer> NEWER_SERVER = new Kind<>("server", NewerServer.class, server -> List.of());

    /** A kind whose name begins as the other's. */
    Kind<Server> SERVER_LOG =
            new Kind<>(
                    "server-log",
                    Server.class,
                    server -> List.of(IndexEntry.of("project", server.project())));

    /** Returns the store, empty when the test began. */
    StateStore store();

    /** Returns another store of the same kind, empty; the test closes neither. */
    StateStore another() throws IOException;

    /** Lets time pass on the clock of the stores. */
    void pass(Duration time);

    /** Commits steps that must take effect. */
    default CommitResult.Ok commit(Consumer<Tx.Builder> steps) {
        return assertInstanceOf(CommitResult.Ok.class, attempt(steps));
    }

    /** Commits steps under a new operation id. */
    default CommitResult attempt(Consumer<Tx.Builder> steps) {
        Tx.Builder tx = Tx.of(UUID.randomUUID().toString());
        steps.accept(tx);
        return store().commit(tx.build());
    }

    /** Creates a server and returns it as it was stored. */
    default Rec<Server> created(String id, Server server) {
        commit(tx -> tx.create(SERVER, id, server));
        return store().get(SERVER, id).orElseThrow();
    }

    /** Returns the ids of a project's servers, of the first page. */
    default List<String> idsIn(String project) {
        return store()
                .query(SERVER, IndexEntry.of("project", project), "", StateStore.MAX_PAGE)
                .items()
                .stream()
                .map(Rec::id)
                .toList();
    }

    /** Returns all that a store holds, apart from its epoch and the checksum over it. */
    static List<String> contents(StateStore store) {
        var out = new ByteArrayOutputStream();
        try {
            store.export(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals('{', lines.get(0).charAt(0));
        return lines.subList(1, lines.size() - 1);
    }
}
