// Thermostaat voor een koelcel
// Leerspoor, module Arduino in de les elektriciteit. Licentie CC BY 4.0.
//
// Bord: Arduino Uno
// A0    : sensor. 10 kilo-ohm van 5V naar A0, NTC 10 kilo-ohm van A0 naar GND
// pin 7 : ingang van de relaismodule
// pin 8 : led met 220 ohm naar GND

// Deze vier regels pas je aan.
const float GEWENST = 4.0;     // gewenste temperatuur in graden Celsius
const float HYSTERESE = 0.5;   // zoveel graden erboven en eronder
const bool PROEF = true;       // true: proefreeks, false: echte sensor
const int RELAIS_AAN = HIGH;   // zet LOW als je module op LOW inschakelt

const int PIN_SENSOR = A0;
const int PIN_RELAIS = 7;
const int PIN_LED = 8;

// Twintig temperaturen om het programma te testen zonder koelcel.
const float PROEFREEKS[] = {6.4, 5.2, 4.3, 3.8, 3.2, 3.8, 4.7, 4.2, 3.4, 3.9,
                            4.6, 4.1, 3.3, 3.9, 5.3, 4.4, 3.1, 2.8, 4.8, 5.1};
const int AANTAL = sizeof(PROEFREEKS) / sizeof(PROEFREEKS[0]);

bool aan = false;
int schakelingen = 0;

// Geeft de temperatuur, of NAN als de sensor los of in kortsluiting is.
float leesTemperatuur() {
  int waarde = analogRead(PIN_SENSOR);
  if (waarde < 20 || waarde > 1003) {
    return NAN;
  }
  float weerstand = 10000.0 * waarde / (1023.0 - waarde);
  float kelvin = 1.0 / (1.0 / 298.15 + log(weerstand / 10000.0) / 3950.0);
  return kelvin - 273.15;
}

// Beslist of het relais aan of uit gaat.
void regel(float temperatuur) {
  bool vorige = aan;
  if (temperatuur >= GEWENST + HYSTERESE) {
    aan = true;
  }
  if (temperatuur <= GEWENST - HYSTERESE) {
    aan = false;
  }
  if (isnan(temperatuur)) {
    aan = false;
  }
  digitalWrite(PIN_RELAIS, aan ? RELAIS_AAN : !RELAIS_AAN);
  digitalWrite(PIN_LED, aan ? HIGH : LOW);
  if (aan != vorige) {
    schakelingen = schakelingen + 1;
  }
}

void toon(float temperatuur) {
  if (isnan(temperatuur)) {
    Serial.println("Kijk de sensor na. Het relais is uit.");
    return;
  }
  Serial.print(temperatuur, 1);
  Serial.println(aan ? " graden, relais aan" : " graden, relais uit");
}

void proefdraaien() {
  for (int i = 0; i < AANTAL; i++) {
    regel(PROEFREEKS[i]);
    toon(PROEFREEKS[i]);
    delay(300);
  }
  Serial.print("Aantal schakelingen: ");
  Serial.println(schakelingen);
  regel(NAN);
}

void setup() {
  digitalWrite(PIN_RELAIS, !RELAIS_AAN);
  pinMode(PIN_RELAIS, OUTPUT);
  pinMode(PIN_LED, OUTPUT);
  Serial.begin(9600);
  if (PROEF) {
    proefdraaien();
  }
}

void loop() {
  if (PROEF) {
    return;
  }
  float temperatuur = leesTemperatuur();
  regel(temperatuur);
  toon(temperatuur);
  delay(1000);
}
