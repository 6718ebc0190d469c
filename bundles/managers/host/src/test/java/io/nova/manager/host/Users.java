package io.nova.manager.host;

import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.spi.messaging.BusPlace;
import io.nova.spi.messaging.MemberAccess;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The users of a broker that is not there. */
final class Users implements MemberAccess {

    /** Each with its credential; of newcomers it is the password itself. */
    final Map<String, String> all = new TreeMap<>();

    /** Whoever changes the users dies before or after so many changes more; never if negative. */
    int life = -1;

    /** The process is no more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private <T> T mortal(Supplier<T> change) {
        die();
        T result = change.get();
        die();
        return result;
    }

    private void die() {
        if (life == 0) {
            life = -1;
            throw new Killed();
        }
        life--;
    }

    @Override
    public BusPlace place() {
        return new BusPlace("rabbitmq", Map.of("brokers", "rabbit1:5671"), "trusted");
    }

    @Override
    public String invite(String id, Secret password) {
        return mortal(
                () -> {
                    all.put("newcomer " + id, password.revealText());
                    return "newcomer " + id;
                });
    }

    @Override
    public void withdraw(String id) {
        mortal(() -> all.remove("newcomer " + id));
    }

    @Override
    public String admit(HostId host, String credential) {
        return mortal(
                () -> {
                    all.put("host " + host, credential);
                    return "host " + host;
                });
    }

    @Override
    public void expel(HostId host) {
        mortal(() -> all.remove("host " + host));
    }
}
