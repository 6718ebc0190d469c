package io.nova.driver.identity.local;

/**
 * A secret as it is stored.
 *
 * @param version of the form
 * @param kek names the key-encryption key that it was sealed with
 * @param nonce used once under that key, in Base64
 * @param text the sealed bytes with their tag, in Base64
 */
record SealedSecret(int version, String kek, String nonce, String text) {}
