package io.nova.testkit.messaging;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static io.nova.spi.messaging.MessagingException.Kind.REMOTE;
import static io.nova.spi.messaging.MessagingException.Kind.TIMEOUT;
import static io.nova.spi.messaging.MessagingException.Kind.UNSUPPORTED;
import static java.util.Comparator.comparing;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Bodies;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import io.nova.testkit.messaging.SteppedTraffic.Call;
import io.nova.testkit.messaging.SteppedTraffic.Parcel;
import io.nova.testkit.messaging.SteppedTraffic.Server;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * A bus without threads, for one thread: nothing happens but in {@link #step}. Under a seed it
 * loses, doubles, delays and reorders, as {@link Faults} says.
 *
 * <p>A handler's {@code RuntimeException} becomes an answer; an {@code Error} leaves {@code step},
 * so that a simulated crash can be one. Whoever waits for a call's future inside a step moves the
 * bus on by waiting.
 */
public final class SteppedMessageBus implements MessageBus, AutoCloseable {

    private static final int QUEUE = 1000;
    private static final String NOBODY = "";

    private final Clock clock;
    private final RandomGenerator random;
    private Faults faults;
    private final Consumer<Instant> moveTo;
    private final List<Server> servers = new ArrayList<>();
    private final List<Parcel> parcels = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final Set<String> stalled = new HashSet<>();
    private int turn;
    private boolean closed;

    /** Makes a bus that loses nothing. */
    public SteppedMessageBus(Clock clock, Consumer<Instant> moveTo) {
        this(clock, moveTo, RandomGenerator.getDefault(), Faults.NONE);
    }

    /**
     * Makes a bus that fails under a seed.
     *
     * @param moveTo sets the clock to a later time when somebody waits and nothing else can happen
     */
    public SteppedMessageBus(
            Clock clock, Consumer<Instant> moveTo, RandomGenerator random, Faults faults) {
        this.clock = clock;
        this.moveTo = moveTo;
        this.random = random;
        this.faults = faults;
    }

    /**
     * Lets one thing happen: a call run out of time, a message be handled or an answer arrive.
     *
     * @return false if nothing can happen before {@link #next}
     */
    public boolean step() {
        Instant now = clock.instant();
        for (Call call : calls) {
            if (!call.deadline().isAfter(now)) {
                end(call, new MessagingException(TIMEOUT, "no answer in time; it may yet happen"));
                return true;
            }
        }
        List<Parcel> due =
                parcels.stream()
                        .filter(parcel -> !parcel.due().isAfter(now) && canArrive(parcel))
                        .sorted(comparing(Parcel::due))
                        .toList();
        if (due.isEmpty()) {
            return false;
        }
        Parcel parcel = due.get(roll(faults.reorderPercent()) ? random.nextInt(due.size()) : 0);
        parcels.remove(parcel);
        parcel.deliver().run();
        return true;
    }

    /** Returns when something will happen next, which may be now; empty if nothing ever will. */
    public Optional<Instant> next() {
        return Stream.concat(
                        parcels.stream().filter(this::canArrive).map(Parcel::due),
                        calls.stream().map(Call::deadline))
                .min(Instant::compareTo);
    }

    /** From here on nothing more is lost, doubled, late or out of order. */
    public void calm() {
        faults = Faults.NONE;
    }

    /** Steps until nothing is left to happen now. */
    public void settle() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** Returns the bus as one process sees it, whose death {@link #crash} is. */
    public MessageBus process(String name) {
        return new SteppedProcess(this, name);
    }

    /** Lets a process's servers handle nothing until {@link #resume}: what is sent to it waits. */
    public void stall(String process) {
        stalled.add(process);
    }

    /** Lets a process that was stalled go on. */
    public void resume(String process) {
        stalled.remove(process);
    }

    private boolean canArrive(Parcel parcel) {
        Server server = parcel.server();
        return parcel.fits() && (server == null || !stalled.contains(server.owner));
    }

    /** Ends a process's servers and forgets its calls: nobody is told anything. */
    public void crash(String process) {
        servers.stream().filter(server -> server.owner.equals(process)).forEach(Server::die);
        servers.removeIf(server -> server.owner.equals(process));
        calls.removeIf(call -> call.owner().equals(process));
        parcels.removeIf(parcel -> parcel.server() != null && parcel.server().dead);
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        return serve(NOBODY, address, type, handler, options);
    }

    Subscription serve(
            String owner,
            Address address,
            String type,
            MessageHandler handler,
            ServeOptions options) {
        if (address instanceof Address.Host
                && servers.stream().anyMatch(server -> server.serves(address, type))) {
            throw new IllegalStateException(type + " is served at " + address + " already");
        }
        Server server = new Server(owner, address, type, handler, options);
        servers.add(server);
        return () -> leave(server);
    }

    private void leave(Server server) {
        if (servers.remove(server)) {
            List<Parcel> waiting = parcels.stream().filter(p -> p.server() == server).toList();
            parcels.removeAll(waiting);
            waiting.forEach(parcel -> parcel.orphaned().run());
        }
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        return call(NOBODY, address, message);
    }

    CompletableFuture<String> call(String owner, Address address, Message message) {
        SteppedTraffic.requireOne(address);
        Call call = new Call(owner, message.deadline(), new PumpedFuture<>(this::pump));
        try {
            check(message);
        } catch (MessagingException e) {
            call.future().completeExceptionally(e);
            return call.future();
        }
        calls.add(call);
        if (!roll(faults.lossPercent())) {
            route(address, message, call);
        }
        return call.future();
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        SteppedTraffic.requireOne(address);
        CompletableFuture<Void> sent = new PumpedFuture<>(this::pump);
        try {
            check(message);
            if (durability == Durability.COMMAND || !roll(faults.lossPercent())) {
                Server server = pick(address, message);
                post(server, address, message, null);
            }
            sent.complete(null);
        } catch (MessagingException e) {
            boolean lost = durability == Durability.HINT && SteppedTraffic.mayDrop(e);
            if (lost) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(e);
            }
        }
        return sent;
    }

    @Override
    public void broadcast(String role, Message message) {
        Bodies.encode(message.body());
        Address all = Address.all(role);
        for (Server server : List.copyOf(servers)) {
            if (server.serves(all, message.type())
                    && server.knows(message)
                    && !roll(faults.lossPercent())) {
                post(server, all, message, null);
            }
        }
    }

    @Override
    public BusHealth health() {
        return new BusHealth(!closed, servers.size() + " servers, " + parcels.size() + " waiting");
    }

    @Override
    public void close() {
        closed = true;
        servers.clear();
        parcels.clear();
        List.copyOf(calls).forEach(call -> end(call, new MessagingException(CLOSED, "closed")));
    }

    private void check(Message message) {
        Bodies.encode(message.body());
        if (closed) {
            throw new MessagingException(CLOSED, "the bus is closed");
        }
    }

    private void route(Address address, Message message, Call call) {
        try {
            post(pick(address, message), address, message, call);
        } catch (MessagingException e) {
            end(call, e);
        }
    }

    private Server pick(Address address, Message message) {
        List<Server> all = servers.stream().filter(s -> s.serves(address, message.type())).toList();
        List<Server> able = all.stream().filter(s -> s.knows(message)).toList();
        if (all.isEmpty()) {
            throw new MessagingException(NO_ROUTE, "nobody serves " + message.type());
        }
        if (able.isEmpty()) {
            throw new MessagingException(UNSUPPORTED, "no server knows " + message.version());
        }
        Server server = able.get(Math.floorMod(turn++, able.size()));
        if (parcels.stream().filter(parcel -> parcel.server() == server).count() >= QUEUE) {
            throw new MessagingException(OVERLOADED, "the queue is full");
        }
        return server;
    }

    private void post(Server server, Address address, Message message, @Nullable Call call) {
        Runnable deliver = () -> handle(server, message, call);
        Runnable orphaned =
                () -> {
                    if (call != null) {
                        route(address, message, call);
                    }
                };
        int copies = roll(faults.duplicatePercent()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            parcels.add(new Parcel(arrival(), server, deliver, orphaned));
        }
    }

    private void handle(Server server, Message message, @Nullable Call call) {
        if (!message.deadline().isAfter(clock.instant())) {
            return;
        }
        server.handling++;
        CompletionStage<String> stage;
        String before = MDC.get(MDC_REQUEST_ID);
        try {
            SteppedTraffic.mdc(message.requestId());
            stage = server.handler.handle(message.readBy(Optional.empty()));
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        } finally {
            SteppedTraffic.mdc(before == null ? "" : before);
        }
        stage.whenComplete(
                (body, thrown) -> {
                    server.handling--;
                    if (call != null && !server.dead && !roll(faults.lossPercent())) {
                        Runnable reply = () -> reply(call, message.type(), body, thrown);
                        parcels.add(new Parcel(arrival(), null, reply, reply));
                    }
                });
    }

    private void reply(Call call, String type, @Nullable String body, @Nullable Throwable thrown) {
        if (thrown != null) {
            end(call, Bodies.fault(type, thrown));
            return;
        }
        try {
            Bodies.encode(body == null ? "" : body);
        } catch (MessagingException | IllegalArgumentException e) {
            end(call, new MessagingException(REMOTE, "no answer that can be carried", e));
            return;
        }
        if (calls.remove(call)) {
            call.future().complete(body);
        }
    }

    private void end(Call call, MessagingException fault) {
        if (calls.remove(call)) {
            call.future().completeExceptionally(fault);
        }
    }

    private Instant arrival() {
        long most = faults.maxDelay().toMillis();
        return clock.instant().plusMillis(most == 0 ? 0 : random.nextLong(most + 1));
    }

    private boolean roll(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    /** Somebody waits: goes on, in time if need be. */
    private void pump() {
        if (!step()) {
            moveTo.accept(next().orElseThrow(() -> new IllegalStateException("waits for ever")));
        }
    }
}
