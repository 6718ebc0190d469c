package io.nova.driver.state.embedded;

import io.nova.spi.state.IndexEntry;

/** Where everything lies: the first byte of a key says what it is of. */
final class Keys {

    static final byte META = 'm';
    static final byte ROW = 'r';
    static final byte ENTRY = 'x';
    static final byte POOL = 'p';
    static final byte ITEM = 'i';
    static final byte QUOTA = 'q';
    static final byte LEASE = 'l';
    static final byte DONE = 'd';
    static final byte DONE_AT = 't';
    static final byte MEMBER = 'b';

    /** The number of the newest commit. */
    static final byte[] SEQ = {META, 's'};

    /** The name of this store's history. */
    static final byte[] EPOCH = {META, 'e'};

    /** The version of the stored form. */
    static final byte[] SCHEMA = {META, 'v'};

    /** Is there while a restore is under way. */
    static final byte[] RESTORING = {META, 'r'};

    private Keys() {}

    static byte[] all(byte of) {
        return new byte[] {of};
    }

    static byte[] row(String kind, String id) {
        return new Bytes(kind.length() + id.length() + 8).one(ROW).part(kind).rest(id).done();
    }

    /** Returns what the keys of all rows with the entry begin with; an id follows. */
    static byte[] entries(String kind, IndexEntry entry) {
        int length = kind.length() + entry.index().length() + entry.value().length() + 8;
        return new Bytes(length)
                .one(ENTRY)
                .part(kind)
                .part(entry.index())
                .part(entry.value())
                .done();
    }

    static byte[] entry(byte[] entries, String id) {
        return new Bytes(entries.length + id.length()).raw(entries).rest(id).done();
    }

    static byte[] pool(String name) {
        return named(POOL, name);
    }

    static byte[] items(String pool) {
        return new Bytes(pool.length() + 12).one(ITEM).part(pool).done();
    }

    static byte[] item(String pool, long item) {
        return new Bytes(pool.length() + 12).one(ITEM).part(pool).number(item).done();
    }

    static byte[] quota(String scope) {
        return named(QUOTA, scope);
    }

    static byte[] lease(String name) {
        return named(LEASE, name);
    }

    static byte[] done(String opId) {
        return named(DONE, opId);
    }

    static byte[] doneAt(long at, long seq) {
        return new Bytes(17).one(DONE_AT).number(at).number(seq).done();
    }

    static byte[] member(String group, String member) {
        return new Bytes(group.length() + member.length() + 8)
                .one(MEMBER)
                .part(group)
                .rest(member)
                .done();
    }

    /** Returns the first key after all that begin with the prefix. */
    static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        // No prefix ends in 255: it ends with a kind of key or with the end of a text.
        end[end.length - 1]++;
        return end;
    }

    private static byte[] named(byte of, String name) {
        return new Bytes(name.length() + 4).one(of).rest(name).done();
    }
}
