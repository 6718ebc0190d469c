package io.nova.spi.state;

/**
 * What a store is.
 *
 * @param epoch changes when history may have been lost: drop every copy and reconcile in full
 * @param seq the number of the newest commit
 * @param schema the version of the stored form
 */
public record StoreInfo(String driver, String epoch, long seq, int schema) {}
